"""The programme's own wording of messages."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from foundation.accounts.access import access, require, visible_or_404
from pilots.models import Programme
from stakeholders.actions.messages import reset_template, save_template, wording_for
from stakeholders.forms.consents import language_names
from stakeholders.forms.messages import TemplateForm
from stakeholders.message_templates import built_in
from stakeholders.models import MessageKind
from stakeholders.placeholders import PLACEHOLDERS


@access("pilots.set_up_programme")
def template_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Every kind in every language: own wording, built in, or none (then the default language is used)."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "pilots.set_up_programme", programme)
    own = {(row.kind, row.language): row.subject for row in programme.message_templates.all()}
    rows = []
    for kind, label in MessageKind.choices:
        for code, language in language_names(programme.languages):
            default = built_in(kind, code)
            subject = own.get((kind, code)) or (default.subject if default else "")
            rows.append({"kind": kind, "label": label, "code": code, "language": language, "subject": subject,
                         "is_own": (kind, code) in own, "is_default": code == programme.default_language})
    return render(request, "stakeholders/message_template_list.html", {
        "programme": programme, "rows": rows,
        "columns": [{"label": text} for text in (_("Kind"), _("Language"), _("Wording"), _("Subject"))],
    })


@access("pilots.set_up_programme")
def template_edit(request: HttpRequest, programme_slug: str, message_kind: str, language: str) -> HttpResponse:
    """Write the programme's own wording, or return to the built-in one."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "pilots.set_up_programme", programme)
    if message_kind not in MessageKind.values or language not in programme.languages:
        raise Http404("No such template.")
    own = programme.message_templates.filter(kind=message_kind, language=language).first()
    wording = wording_for(programme, message_kind, language) or wording_for(
        programme, message_kind, programme.default_language) or wording_for(programme, message_kind, "en")
    form = TemplateForm(request.POST or None,
                        initial={"subject": wording.subject, "body": wording.body} if wording else {})
    if request.method == "POST" and "reset" in request.POST:
        if own is not None:
            reset_template(template=own, by=request.user)
        messages.success(request, _("The built-in wording is used again."))
        return redirect("stakeholders:message-template-list", programme.slug)
    if request.method == "POST" and form.is_valid():
        save_template(programme=programme, kind=message_kind, language=language, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("stakeholders:message-template-list", programme.slug)
    return render(request, "stakeholders/message_template_form.html", {
        "programme": programme, "form": form, "is_own": own is not None, "label": MessageKind(message_kind).label,
        "language_name": dict(language_names([language]))[language], "placeholders": PLACEHOLDERS.items(),
    })
