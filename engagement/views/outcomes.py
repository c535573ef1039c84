"""What was said, decided and promised at a session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from engagement.actions.commitments import add_commitment, change_commitment
from engagement.actions.contributions import add_contribution, change_contribution
from engagement.actions.decisions import add_decision, add_decision_role
from engagement.forms.attendance import groups_of_pilot
from engagement.forms.commitments import CommitmentForm, CommitmentStatusForm
from engagement.forms.contributions import ContributionForm, ContributionStatusForm
from engagement.forms.decisions import DecisionForm, DecisionRoleForm
from engagement.models import Commitment, Contribution, Decision
from engagement.views.page import back_to, find_session, render_session, saved
from foundation.accounts.access import access, visible_or_404

EDIT = "engagement.edit_session"
LINE = "id_promised-line"


@access("engagement.edit_session")
def contribution_add(request: HttpRequest, session_id: int) -> HttpResponse:
    """One more thing that somebody said."""
    session = find_session(request, session_id, EDIT)
    if request.method != "POST":
        return back_to(session, "contributions")
    form = ContributionForm(request.POST, session=session, user=request.user, prefix="said",
                            groups=groups_of_pilot(session.pilot))
    if not form.is_valid():
        return render_session(request, session, contribution_form=form)
    add_contribution(session=session, by=request.user, **form.cleaned_data)
    return saved(request, session, "contributions")


@access("engagement.edit_session")
def contribution_change(request: HttpRequest, session_id: int, contribution_id: int) -> HttpResponse:
    """What became of a contribution."""
    session = find_session(request, session_id, EDIT)
    contribution = visible_or_404(Contribution.objects.filter(session=session), pk=contribution_id)
    if request.method != "POST":
        return back_to(session, "contributions")
    form = ContributionStatusForm(request.POST, instance=contribution, prefix=f"contribution-{contribution.pk}")
    if not form.is_valid():
        return render_session(request, session, **{f"contribution_{contribution.pk}": form})
    contribution.refresh_from_db()
    change_contribution(contribution=contribution, by=request.user, **form.cleaned_data)
    return saved(request, session, "contributions")


@access("engagement.edit_session")
def decision_add(request: HttpRequest, session_id: int) -> HttpResponse:
    """One more decision."""
    session = find_session(request, session_id, EDIT)
    if request.method != "POST":
        return back_to(session, "decisions")
    form = DecisionForm(request.POST, prefix="decided")
    if not form.is_valid():
        return render_session(request, session, decision_form=form)
    add_decision(session=session, by=request.user, **form.cleaned_data)
    return saved(request, session, "decisions")


@access("engagement.edit_session")
def decision_role_add(request: HttpRequest, session_id: int, decision_id: int) -> HttpResponse:
    """One more party with its role in a decision."""
    session = find_session(request, session_id, EDIT)
    decision = visible_or_404(Decision.objects.filter(session=session), pk=decision_id)
    if request.method != "POST":
        return back_to(session, "decisions")
    form = DecisionRoleForm(
        request.POST, groups=groups_of_pilot(session.pilot), prefix=f"decision-{decision.pk}"
    )
    if not form.is_valid():
        return render_session(request, session, **{f"decision_{decision.pk}": form})
    add_decision_role(decision=decision, role=form.cleaned_data["role"], by=request.user, **form.who)
    return saved(request, session, "decisions")


@access("engagement.edit_session")
def commitment_add(request: HttpRequest, session_id: int) -> HttpResponse:
    """One more promise; the next one can be typed at once."""
    session = find_session(request, session_id, EDIT)
    if request.method != "POST":
        return back_to(session, "commitments")
    form = CommitmentForm(request.POST, session=session, prefix="promised")
    if not form.is_valid():
        return render_session(request, session, commitment_form=form)
    commitment = add_commitment(session=session, by=request.user, **form.cleaned_data)
    for name, kind in (("contribution", "contribution"), ("decided_by", "decision")):
        if key := getattr(commitment, f"{name}_id"):
            saved(request, session, "commitments")
            return redirect(f"engagement:{kind}-edit", key)
    # an address that names a field gives it the focus, with or without a script
    return saved(request, session, LINE if request.POST.get("promised-line") else "commitments")


@access("engagement.edit_session")
def commitment_change(request: HttpRequest, session_id: int, commitment_id: int) -> HttpResponse:
    """Whether a promise was taken on, delivered and told back."""
    session = find_session(request, session_id, EDIT)
    commitment = visible_or_404(Commitment.objects.filter(session=session), pk=commitment_id)
    if request.method != "POST":
        return back_to(session, "commitments")
    form = CommitmentStatusForm(request.POST, instance=commitment, prefix=f"commitment-{commitment.pk}")
    if not form.is_valid():
        return render_session(request, session, **{f"commitment_{commitment.pk}": form})
    commitment.refresh_from_db()
    change_commitment(commitment=commitment, by=request.user, **form.cleaned_data)
    return saved(request, session, "commitments")
