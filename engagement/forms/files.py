"""Add and publish files."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.models import Attachment

ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,.pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv,.md"
FILES_MOST = 20


class ManyFiles(forms.ClearableFileInput):
    """A field for several files at once."""

    allow_multiple_selected = True


class UploadForm(forms.Form):
    """What is asked before files are added: what they show, if one likes; each file is checked by itself."""

    files = forms.FileField(
        label=_("Photos and files"), required=False, widget=ManyFiles(attrs={"accept": ACCEPTED}),
        help_text=_("Pictures, PDF, office files, text and CSV, up to 25 MB each. Where a photo was taken is removed."),
    )
    camera = forms.FileField(
        label=_("Take a photo"), required=False,
        widget=ManyFiles(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    caption = forms.CharField(label=_("What they show"), max_length=300, required=False)


class CaptionForm(forms.Form):
    """What a file shows, for those who may see it."""

    caption = forms.CharField(label=_("What it shows"), max_length=300, required=False)


class PublishFileForm(forms.Form):
    """What the public is told of a file."""

    alternative_text = forms.CharField(
        label=_("What is on the picture, in words"), max_length=300,
        help_text=_("For people who cannot see it. Name nobody who has not agreed."),
    )
    caption = forms.CharField(label=_("Caption"), max_length=300, required=False)

    def __init__(self, *args: Any, attachment: Attachment, **kwargs: Any) -> None:
        kwargs["initial"] = {"alternative_text": attachment.stored.alternative_text, "caption": attachment.caption}
        super().__init__(*args, **kwargs)
        if not attachment.stored.is_picture:
            del self.fields["alternative_text"]
            self.fields["caption"].required = True
