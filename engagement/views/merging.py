"""Two records of one session: side by side, merge, keep both, take back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engagement.actions.session_merging import MergeRefused, merge_sessions, undo_merge
from engagement.actions.session_twins import keep_both
from engagement.forms.merging import MergeForm
from engagement.models import Session, SessionMerge
from engagement.views.page import find_session
from foundation.accounts.access import access

EDIT = "engagement.edit_session"


@access(EDIT)
def session_merge(request: HttpRequest, session_id: int, twin_id: int) -> HttpResponse:
    """Compare two sessions field by field and make them one; the first one's row stays."""
    session, twin = find_session(request, session_id, EDIT), find_session(request, twin_id, EDIT)
    if session.pk == twin.pk or session.pilot_id != twin.pilot_id:
        messages.error(request, _("Only two sessions of one pilot can be merged."))
        return redirect(session)
    form = MergeForm(request.POST or None, kept=session, merged=twin)
    if request.method == "POST" and form.is_valid():
        merge_sessions(kept=session, merged=twin, by=request.user, **form.chosen)
        messages.success(request, _("The two records are one now. Nothing was lost; it can be taken back below."))
        return redirect(session)
    return render(request, "engagement/session_merge.html", {
        "form": form, "session": session, "twin": twin, "programme": session.programme,
        "parts": [_parts(session), _parts(twin)],
    })


@require_POST
@access(EDIT)
def session_keep_both(request: HttpRequest, session_id: int, twin_id: int) -> HttpResponse:
    """Remember that they are two sessions."""
    session, twin = find_session(request, session_id, EDIT), find_session(request, twin_id, EDIT)
    keep_both(one=session, other=twin, by=request.user)
    messages.success(request, _("Both are kept. This is not asked again."))
    return redirect(session)


@require_POST
@access(EDIT)
def session_unmerge(request: HttpRequest, session_id: int, session_merge_id: int) -> HttpResponse:
    """Take a merge of this session back."""
    session = find_session(request, session_id, EDIT)
    merge = get_object_or_404(SessionMerge, pk=session_merge_id, kept=session)
    try:
        restored = undo_merge(merge=merge, by=request.user)
    except MergeRefused as error:
        messages.error(request, str(error))
        return redirect(session)
    messages.success(request, _("The merge was taken back. This is the other record."))
    return redirect(restored)


def _parts(session: Session) -> dict[str, Any]:
    """What each of the two has."""
    return {
        "session": session, "people": session.attendances.filter(present=True).count(),
        "said": session.contributions.count(), "decided": session.decisions.count(),
        "promised": session.commitments.count(),
    }
