"""Which message about a session, and to whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.actions.session_messages import AUDIENCES
from engagement.choices import SessionStatus
from engagement.models import Session
from stakeholders.models import MessageKind, StakeholderGroup


class SessionMessageForm(forms.Form):
    """Kind and recipients; what suits the session's state is chosen beforehand."""

    kind = forms.ChoiceField(label=_("What kind of message"), choices=MessageKind.choices, widget=forms.RadioSelect)
    audience_code = forms.ChoiceField(label=_("To whom"), choices=list(AUDIENCES.items()), widget=forms.RadioSelect)
    group = forms.ModelChoiceField(
        StakeholderGroup.objects.none(), label=_("Group"), required=False, to_field_name="code",
        empty_label=_("All groups"), help_text=_("Narrows the people of the pilot's register."),
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        is_over = session.status == SessionStatus.HELD
        kwargs["initial"] = {
            "kind": MessageKind.THANK_YOU if is_over else MessageKind.INVITATION,
            "audience_code": "attended" if is_over else "pilot",
        } | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = StakeholderGroup.objects.for_programme(session.programme).filter(
            is_active=True).order_by("helix", "code")
