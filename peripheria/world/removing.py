"""Delete a programme with all its rows, in an order that no protected key forbids."""

from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from engagement.models import (
    Attendance,
    Commitment,
    Contribution,
    Decision,
    DecisionRole,
    GroupHeadCount,
    Method,
    MethodGroupFit,
    Session,
)
from foundation.audit.acting import unrecorded
from foundation.audit.forgetting import forget_programme
from pilots.models import Programme
from stakeholders.models import GroupMembership, Involvement, PilotGroup, Stakeholder, StakeholderGroup
from surveys.models import (
    AnswerCount,
    ConstructAnswer,
    CountDelta,
    Invitation,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    ResponseDraft,
    ResponseIdentity,
    Wave,
)


def delete_programme(*, programme: Programme) -> None:
    """Delete all rows of the programme. Call inside a transaction.

    The many rows are deleted by one statement a table, without reading them; Django's own collector would
    load every row of the programme into memory. What is left is deleted by it. The history goes, too: a removed
    programme leaves no names behind.
    """
    forget_programme(programme.pk)
    with unrecorded():
        _delete_rows(programme)


def _delete_rows(programme: Programme) -> None:
    for rows in _rows_in_order(programme):
        _delete_unread(rows)
    # what still protects these went above
    for model in (Session, Stakeholder, Method, StakeholderGroup):
        model._default_manager.filter(programme=programme).delete()
    programme.delete()


def _rows_in_order(programme: Programme) -> list[QuerySet[Any]]:
    """The tables whose rows go first; nothing that stands later is referred to by what stands earlier."""
    of_pilot, of_wave = Q(pilot__programme=programme), Q(wave__pilot__programme=programme)
    of_response = Q(response__pilot__programme=programme)
    of_version = Q(version__questionnaire__programme=programme)
    of_session = Q(session__programme=programme)
    return [
        ConstructAnswer.objects.filter(of_response),
        ResponseIdentity.objects.filter(of_response),
        Response.objects.filter(of_pilot),
        *(
            model._default_manager.filter(of_wave)
            for model in (AnswerCount, CountDelta, Invitation, ResponseDraft)
        ),
        Wave.objects.filter(of_pilot),
        Question.objects.filter(of_version),
        QuestionnaireVersion.objects.filter(questionnaire__programme=programme),
        Questionnaire.objects.filter(programme=programme),
        DecisionRole.objects.filter(decision__programme=programme),
        Commitment.objects.filter(programme=programme),
        Contribution.objects.filter(programme=programme),
        Decision.objects.filter(programme=programme),
        Attendance.objects.filter(of_session),
        GroupHeadCount.objects.filter(of_session),
        MethodGroupFit.objects.filter(of_pilot),
        PilotGroup.objects.filter(of_pilot),
        GroupMembership.objects.filter(stakeholder__programme=programme),
        Involvement.objects.filter(of_pilot),
    ]


def _delete_unread(rows: QuerySet[Any]) -> None:
    rows.order_by()._raw_delete(connection.alias)
