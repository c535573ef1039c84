"""The addresses that a programme tells of events, and what became of each message."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.access import access, require, visible_or_404
from pilots.models import Programme
from surveys.actions.webhooks import add_webhook, delete_webhook, renew_secret, send_again
from surveys.choices import WebhookEvent
from surveys.models import Webhook
from surveys.webhooks import RefusedAddressError, checked_address, public_address

PERMISSION = "surveys.edit_webhooks"
SHOWN = 50


def sentence_of(word: str) -> str:
    """Why nothing is sent to an address, for people."""
    return {
        "form": _("Please write an address such as https://example.org/hook, without a user name or password."),
        "https": _("The address must begin with https://, so that nobody reads along."),
        "private": _("This address leads inside a network. Only addresses reachable from everywhere are told."),
        "unknown": _("There is no server of this name."),
    }[word]


class WebhookForm(forms.Form):
    """Where to, and what."""

    address = forms.CharField(label=gettext_lazy("Address"), max_length=500,
                              widget=forms.URLInput({"placeholder": "https://"}))
    events = forms.MultipleChoiceField(label=gettext_lazy("Events"), choices=WebhookEvent.choices,
                                       widget=forms.CheckboxSelectMultiple)

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        try:
            _scheme, host, port, _path = checked_address(address)
            public_address(host, port)
        except RefusedAddressError as error:
            raise forms.ValidationError(sentence_of(str(error))) from None
        return address


def _programme(request: HttpRequest, slug: str) -> Programme:
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=slug)
    require(request.user, PERMISSION, programme)
    return programme


def _fresh(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


@access(PERMISSION)
def webhook_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """All addresses of a programme; a new one's secret is shown this once."""
    programme = _programme(request, programme_slug)
    form = WebhookForm(request.POST or None)
    added, secret = None, ""
    if request.method == "POST" and form.is_valid():
        added, secret = add_webhook(programme=programme, by=request.user, **form.cleaned_data)
        form = WebhookForm()
    names = dict(WebhookEvent.choices)
    rows = [{"webhook": one, "events": [names[event] for event in one.events if event in names]}
            for one in Webhook.objects.filter(programme=programme)]
    return _fresh(render(request, "surveys/results/webhook_list.html", {
        "programme": programme, "form": form, "rows": rows, "added": added, "secret": secret,
    }, status=422 if form.errors else 200))


@access(PERMISSION)
def webhook_log(request: HttpRequest, programme_slug: str, webhook_id: int) -> HttpResponse:
    """What was sent to an address; POST sends one message again, renews the secret, or deletes the address."""
    programme = _programme(request, programme_slug)
    webhook = visible_or_404(Webhook.objects.filter(programme=programme), pk=webhook_id)
    secret = ""
    if request.method == "POST":
        done = _done(request, programme, webhook)
        if done is not None:
            return done
        secret = renew_secret(webhook=webhook, by=request.user)
    page = Paginator(webhook.deliveries.all(), SHOWN).get_page(request.GET.get("page"))
    rows = [{"delivery": one, "problem": _problem(one)} for one in page]
    return _fresh(render(request, "surveys/results/webhook_log.html", {
        "programme": programme, "webhook": webhook, "page_obj": page, "rows": rows, "secret": secret}))


def _done(request: HttpRequest, programme: Programme, webhook: Webhook) -> HttpResponse | None:
    """Delete or send again; None where a new secret is asked for, which is shown at once."""
    wanted = request.POST.get("action", "")
    if wanted == "renew":
        return None
    if wanted == "delete":
        delete_webhook(webhook=webhook, by=request.user)
        messages.success(request, _("Nothing is sent there any more."))
        return redirect("surveys:webhook-list", programme.slug)
    key = request.POST.get("again", "")
    if key.isdecimal() and len(key) < 19:
        send_again(delivery=visible_or_404(webhook.deliveries.all(), pk=int(key)), by=request.user)
        messages.success(request, _("It is sent again."))
    return redirect(request.get_full_path())


def _problem(delivery: Any) -> str:
    word = delivery.problem.removeprefix("refused: ")
    return sentence_of(word) if word != delivery.problem else delivery.problem
