"""The page of one contribution, decision or commitment: correct it, publish it, follow what came of it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.actions import commitments as promises
from engagement.actions import contributions as said
from engagement.actions import decisions as decided
from engagement.forms.attendance import groups_of_pilot
from engagement.forms.commitments import CommitmentEditForm, CommitmentForm, CommitmentPublishForm
from engagement.forms.contributions import ContributionEditForm, ContributionPublishForm
from engagement.forms.decisions import DecisionEditForm, DecisionReviewForm, DecisionRoleForm
from engagement.models import Commitment, Contribution, Decision, DecisionRole
from engagement.views.outcomes_on_page import label_decisions, roles_with_names, state_commitments
from foundation.accounts.access import access, require, visible_or_404
from stakeholders.models import Stakeholder

EDIT = "engagement.edit_session"
# how many of the register's people a role offers by name; with more, the group is named
PEOPLE_OFFERED = 200


class Kind(NamedTuple):
    """What the three kinds have in common, and by what they differ."""

    name: str
    model: Any
    section: str
    remove: Callable[..., None]


CONTRIBUTION = Kind("contribution", Contribution, "contributions", said.remove_contribution)
DECISION = Kind("decision", Decision, "decisions", decided.remove_decision)
COMMITMENT = Kind("commitment", Commitment, "commitments", promises.remove_commitment)


def _find(request: HttpRequest, kind: Kind, key: int) -> Any:
    """The row if it is visible (404) and the user may edit its session, or its pilot where it has none (403)."""
    rows = kind.model.objects.visible_to(request.user).select_related("pilot__programme", "session")
    row = visible_or_404(rows, pk=key)
    require(request.user, EDIT, row.session or row.pilot)
    return row


@access("engagement.edit_session")
def contribution_edit(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """All of a contribution."""
    row = _find(request, CONTRIBUTION, contribution_id)
    form = ContributionEditForm(request.POST or None, instance=row, user=request.user,
                                groups=groups_of_pilot(row.pilot))
    if request.method == "POST" and form.is_valid():
        row.refresh_from_db()
        said.change_contribution(contribution=row, by=request.user, **form.cleaned_data)
        return _saved(request, CONTRIBUTION, row)
    return _contribution_page(request, row, form=form)


@access("engagement.edit_session")
def contribution_publish(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Put a contribution on the public page, or take it off."""
    row = _find(request, CONTRIBUTION, contribution_id)
    if request.method != "POST":
        return _back(CONTRIBUTION, row)
    if "withdraw" in request.POST:
        said.withdraw_contribution(contribution=row, by=request.user)
        return _saved(request, CONTRIBUTION, row)
    form = ContributionPublishForm(request.POST, instance=row, prefix="public")
    if not form.is_valid():
        return _contribution_page(request, row, publish_form=form)
    row.refresh_from_db()
    said.publish_contribution(contribution=row, by=request.user, **form.cleaned_data)
    return _saved(request, CONTRIBUTION, row)


@access("engagement.edit_session")
def decision_edit(request: HttpRequest, decision_id: int) -> HttpResponse:
    """All of a decision."""
    row = _find(request, DECISION, decision_id)
    form = DecisionEditForm(request.POST or None, decision=row)
    if request.method == "POST" and form.is_valid():
        decided.change_decision(decision=row, by=request.user, **form.cleaned_data)
        return _saved(request, DECISION, row)
    return _decision_page(request, row, form=form)


@access("engagement.edit_session")
def decision_review(request: HttpRequest, decision_id: int) -> HttpResponse:
    """A decision was looked at again."""
    row = _find(request, DECISION, decision_id)
    if request.method != "POST":
        return _back(DECISION, row)
    form = DecisionReviewForm(request.POST, decision=row, prefix="review")
    if not form.is_valid():
        return _decision_page(request, row, review_form=form)
    decided.review_decision(decision=row, by=request.user, **form.cleaned_data)
    return _saved(request, DECISION, row)


@access("engagement.edit_session")
def decision_party_add(request: HttpRequest, decision_id: int) -> HttpResponse:
    """One more party with its role; on this page also a stakeholder by name."""
    row = _find(request, DECISION, decision_id)
    if request.method != "POST":
        return _back(DECISION, row)
    form = _role_form(request, row, request.POST)
    if not form.is_valid():
        return _decision_page(request, row, role_form=form)
    decided.add_decision_role(decision=row, role=form.cleaned_data["role"], by=request.user, **form.who)
    return _saved(request, DECISION, row)


@access("engagement.edit_session")
def decision_role_remove(request: HttpRequest, decision_id: int, role_id: int) -> HttpResponse:
    """Take a role away again."""
    row = _find(request, DECISION, decision_id)
    role = visible_or_404(DecisionRole.objects.filter(decision=row).select_related("decision__pilot"), pk=role_id)
    if request.method != "POST":
        return _back(DECISION, row)
    decided.remove_decision_role(role=role, by=request.user)
    return _saved(request, DECISION, row)


@access("engagement.edit_session")
def commitment_edit(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """All of a commitment."""
    row = _find(request, COMMITMENT, commitment_id)
    form = CommitmentEditForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        row.refresh_from_db()
        promises.change_commitment(commitment=row, by=request.user, **form.cleaned_data)
        return _saved(request, COMMITMENT, row)
    return _commitment_page(request, row, form=form)


@access("engagement.edit_session")
def commitment_publish(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Put a promise on the public page, or take it off."""
    row = _find(request, COMMITMENT, commitment_id)
    if request.method != "POST":
        return _back(COMMITMENT, row)
    if "withdraw" in request.POST:
        promises.withdraw_commitment(commitment=row, by=request.user)
        return _saved(request, COMMITMENT, row)
    form = CommitmentPublishForm(request.POST, instance=row, prefix="public")
    if not form.is_valid():
        return _commitment_page(request, row, publish_form=form)
    row.refresh_from_db()
    promises.publish_commitment(commitment=row, by=request.user, **form.cleaned_data)
    return _saved(request, COMMITMENT, row)


@access("engagement.edit_session")
def contribution_remove(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Delete a contribution that was noted by mistake."""
    return _remove(request, CONTRIBUTION, contribution_id)


@access("engagement.edit_session")
def decision_remove(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Delete a decision that was noted by mistake."""
    return _remove(request, DECISION, decision_id)


@access("engagement.edit_session")
def commitment_remove(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Delete a promise that was noted by mistake."""
    return _remove(request, COMMITMENT, commitment_id)


def _remove(request: HttpRequest, kind: Kind, key: int) -> HttpResponse:
    row = _find(request, kind, key)
    if request.method != "POST":
        return _back(kind, row)
    where = _home(kind, row)
    kind.remove(**{kind.name: row}, by=request.user)
    messages.success(request, _("Deleted."))
    return redirect(where)


def _home(kind: Kind, row: Model) -> str:
    """Where the row is listed: its session, or the pilot's trace."""
    if row.session:
        return f"{row.session.get_absolute_url()}#{kind.section}"
    return reverse("engagement:trace", args=[row.pilot.slug])


def _back(kind: Kind, row: Model) -> HttpResponse:
    return redirect(f"engagement:{kind.name}-edit", row.pk)


def _saved(request: HttpRequest, kind: Kind, row: Model) -> HttpResponse:
    messages.success(request, _("Saved."))
    return _back(kind, row)


def _contribution_page(request: HttpRequest, row: Contribution, **bound: Any) -> HttpResponse:
    form = bound.pop("form", None) or ContributionEditForm(
        instance=_fresh(row), user=request.user, groups=groups_of_pilot(row.pilot))
    context = {
        "form": form, "publish_form": ContributionPublishForm(instance=row, prefix="public"),
        "came_of_it": _promises_of(row, row.commitments.all()), "line_form": _line_form(row, contribution=row.pk),
        "trace_url": reverse("engagement:trace-contribution", args=[row.pilot.slug, row.pk]),
    }
    return _page(request, CONTRIBUTION, row, context | bound)


def _decision_page(request: HttpRequest, row: Decision, **bound: Any) -> HttpResponse:
    label_decisions([row])
    form = bound.pop("form", None) or DecisionEditForm(decision=row)
    due = row.review_on and not (row.reviewed_on and row.reviewed_on >= row.review_on)
    with_roles = Decision.objects.filter(pk=row.pk).prefetch_related(roles_with_names(request.user, False)).get()
    context = {
        "form": form, "review_is_due": due,
        "role_form": _role_form(request, row), "roles": list(with_roles.roles.all()),
        "review_form": DecisionReviewForm(
            decision=row, prefix="review", initial={"reviewed_on": row.pilot.local_date()}),
        "came_of_it": _promises_of(row, row.commitments.all()), "line_form": _line_form(row, decided_by=row.pk),
    }
    return _page(request, DECISION, row, context | bound)


def _commitment_page(request: HttpRequest, row: Commitment, **bound: Any) -> HttpResponse:
    form = bound.pop("form", None) or CommitmentEditForm(instance=_fresh(row))
    stored = _fresh(row)
    state_commitments([stored], row)
    context = {"form": form, "publish_form": CommitmentPublishForm(instance=row, prefix="public"),
               "state_label": stored.state_label, "state_color": stored.state_color}
    return _page(request, COMMITMENT, row, context | bound)


def _page(request: HttpRequest, kind: Kind, row: Any, context: dict[str, Any]) -> HttpResponse:
    stored = _fresh(row)  # a bound form has written into the row
    return render(request, f"engagement/{kind.name}_edit.html", {
        "row": stored, "pilot": row.pilot, "programme": row.pilot.programme, "current_programme": row.pilot.programme,
        "home": _home(kind, row), "edit_url": reverse(f"engagement:{kind.name}-edit", args=[row.pk]),
        "publish_url": "" if kind is DECISION else reverse(f"engagement:{kind.name}-publish", args=[row.pk]),
        "remove_url": reverse(f"engagement:{kind.name}-remove", args=[row.pk]), **context,
    })


def _fresh(row: Any) -> Any:
    """The row as it is stored, with the objects that are known already."""
    stored = type(row).objects.get(pk=row.pk)
    stored.pilot, stored.session = row.pilot, row.session
    return stored


def _promises_of(row: Any, commitments: Any) -> list[Commitment]:
    found = list(commitments)
    state_commitments(found, row)
    return found


def _line_form(row: Any, **source: int) -> CommitmentForm | None:
    """A promise that came of the row; raised at its session."""
    return CommitmentForm(session=row.session, prefix="promised", initial=source) if row.session else None


def _role_form(request: HttpRequest, row: Decision, data: Any = None) -> DecisionRoleForm:
    register = Stakeholder.objects.filter(involvements__pilot=row.pilot).distinct()
    named = register.filter(pk__in=Stakeholder.objects.named_for(request.user).values("pk"))
    people = named.with_names(request.user).order_by("shown_name", "pk")[:PEOPLE_OFFERED]
    return DecisionRoleForm(data, groups=groups_of_pilot(row.pilot), people=list(people), prefix="role")
