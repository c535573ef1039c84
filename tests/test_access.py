"""Every endpoint x every role x own pilot / other pilot / another programme / anonymous.

The addresses are read from the URL resolver, so a new endpoint falls in by itself. A view says with ``@access`` which
permission it asks for; EXPECTED, taken from the access matrix of the design, says who has it where. A view without
the declaration, with an unknown permission or with an unknown part of its address fails with a sentence saying so.

"own" is an object of the pilot to which manager and contributor belong, "other" one of the programme's second pilot,
"foreign" one of another programme. Roles that may are expected not to be turned away; who may not gets 403 where the
object is visible to them and 404 where it is not; who is not signed in is sent to the sign-in page.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from engagement.models import DecisionRole, Registration, Series, Session, SessionMerge, SessionPlan
from foundation.accounts.access import PUBLIC
from indicators.models import Verdict
from pilots.models import Challenge
from stakeholders.actions.erasure import erase_contact
from stakeholders.models import ConsentText, CustomField, Merge, RegisterImport, Relationship
from surveys.actions.questionnaires import ensure_feedback_wave
from surveys.editing import editable
from surveys.models import AnswerExport, BankEntry, Codebook, Coding, FormImport, QuestionnaireDraft, Webhook
from tests.cast import Cast
from tests.factories.engagement import (
    AttachmentFactory,
    AttendanceFactory,
    CommitmentFactory,
    ContributionFactory,
    DecisionFactory,
    MethodFactory,
    ObstacleFactory,
    SessionFactory,
    SpendingFactory,
)
from tests.factories.messages import ConsentFactory, ConsentTextFactory, MessageFactory
from tests.factories.pilots import ImpactTargetFactory, MembershipFactory, ServiceFactory
from tests.factories.reports import ReportFactory
from tests.factories.stakeholders import InvolvementFactory, StakeholderGroupFactory
from tests.indicators.stored import store_verdict

ROLES = ["coordinator", "manager", "contributor", "other_manager", "researcher", "operator", "outsider"]
OK, FORBIDDEN, HIDDEN = "ok", 403, 404


def row(**cells: Any) -> dict[str, Any]:
    """Answers by role; who is not named gets 404."""
    return {role: cells.get(role, HIDDEN) for role in ROLES}


READERS = row(coordinator=OK, manager=OK, contributor=OK, other_manager=OK, researcher=OK, operator=FORBIDDEN)
OWN = row(coordinator=OK, manager=OK, contributor=OK, researcher=OK)
OTHER = row(coordinator=OK, other_manager=OK, researcher=OK)
NOBODY = row(outsider=OK)
ALL_FORBIDDEN = {role: FORBIDDEN for role in ROLES if role != "outsider"} | {"outsider": HIDDEN}
# permission -> where the object lies -> role -> answer
EXPECTED: dict[str, dict[str, dict[str, Any]]] = {
    "pilots.view_programme": {"own": READERS | {"operator": OK}, "foreign": NOBODY},
    "pilots.view_pilot": {"own": READERS | {"operator": OK}, "other": READERS | {"operator": OK}, "foreign": NOBODY},
    "pilots.set_up_programme": {
        "own": row(coordinator=OK, manager=FORBIDDEN, contributor=FORBIDDEN, other_manager=FORBIDDEN,
                   researcher=FORBIDDEN, operator=FORBIDDEN),
        "foreign": NOBODY,
    },
    "pilots.manage_people": {
        "own": ALL_FORBIDDEN | {"coordinator": OK, "operator": OK}, "foreign": NOBODY,
    },
    "indicators.view_values": {"own": READERS, "other": READERS, "foreign": NOBODY},
    "indicators.view_rows": {
        "own": READERS | {"contributor": FORBIDDEN, "other_manager": FORBIDDEN},
        "other": READERS | {"contributor": FORBIDDEN, "manager": FORBIDDEN}, "foreign": NOBODY,
    },
    "indicators.view_jobs": {"own": READERS | {"operator": OK, "contributor": FORBIDDEN}, "foreign": NOBODY},
    "indicators.recompute": {
        "own": READERS | {"operator": OK, "contributor": FORBIDDEN, "other_manager": FORBIDDEN,
                          "researcher": FORBIDDEN},
        "other": READERS | {"operator": OK, "contributor": FORBIDDEN, "manager": FORBIDDEN,
                            "researcher": FORBIDDEN},
        "foreign": NOBODY,
    },
    "engagement.list_sessions": {"own": READERS, "foreign": NOBODY},
    "engagement.log_somewhere": {"own": READERS | {"researcher": FORBIDDEN}, "foreign": NOBODY},
    "engagement.view_session": {"own": OWN, "other": OTHER, "foreign": NOBODY},
    "engagement.view_attendees": {
        "own": OWN | {"contributor": FORBIDDEN, "researcher": FORBIDDEN},
        "other": OTHER | {"researcher": FORBIDDEN}, "foreign": NOBODY,
    },
    "pilots.set_up_pilot": {
        "own": ALL_FORBIDDEN | {"coordinator": OK}, "other": ALL_FORBIDDEN | {"coordinator": OK}, "foreign": NOBODY,
    },
    "pilots.record_progress": {
        "own": ALL_FORBIDDEN | {"coordinator": OK, "manager": OK},
        "other": ALL_FORBIDDEN | {"coordinator": OK, "other_manager": OK}, "foreign": NOBODY,
    },
    "engagement.view_capacity": {
        "own": READERS | {"other_manager": FORBIDDEN},
        "other": READERS | {"manager": FORBIDDEN, "contributor": FORBIDDEN}, "foreign": NOBODY,
    },
    "engagement.view_record": {
        "own": READERS | {"other_manager": FORBIDDEN},
        "other": READERS | {"manager": FORBIDDEN, "contributor": FORBIDDEN}, "foreign": NOBODY,
    },
    "engagement.record_capacity": {
        "own": ALL_FORBIDDEN | {"coordinator": OK, "manager": OK},
        "other": ALL_FORBIDDEN | {"coordinator": OK, "other_manager": OK}, "foreign": NOBODY,
    },
    "engagement.write_message": {
        "own": OWN | {"contributor": FORBIDDEN, "researcher": FORBIDDEN},
        "other": OTHER | {"researcher": FORBIDDEN}, "foreign": NOBODY,
    },
    "engagement.edit_session": {
        "own": OWN | {"contributor": FORBIDDEN, "researcher": FORBIDDEN},
        "other": OTHER | {"researcher": FORBIDDEN}, "foreign": NOBODY,
    },
    "stakeholders.view_register": {"own": READERS, "foreign": NOBODY},
    "stakeholders.edit_register": {
        "own": READERS | {"researcher": FORBIDDEN, "contributor": FORBIDDEN}, "foreign": NOBODY,
    },
    "stakeholders.view_stakeholder": {"own": OWN, "other": OTHER, "foreign": NOBODY},
    "stakeholders.edit_stakeholder": {
        "own": OWN | {"contributor": FORBIDDEN, "researcher": FORBIDDEN},
        "other": OTHER | {"researcher": FORBIDDEN}, "foreign": NOBODY,
    },
    "stakeholders.erase_stakeholder": {  # a manager where the person takes part in no other pilot
        "own": OWN | {"contributor": FORBIDDEN, "researcher": FORBIDDEN},
        "other": OTHER | {"researcher": FORBIDDEN}, "foreign": NOBODY,
    },
    "stakeholders.write_messages": {
        "own": READERS | {"researcher": FORBIDDEN, "contributor": FORBIDDEN, "operator": FORBIDDEN}, "foreign": NOBODY,
    },
    "stakeholders.view_message": {
        "own": row(coordinator=OK, manager=OK), "other": row(coordinator=OK, other_manager=OK), "foreign": NOBODY,
    },
    "stakeholders.view_involvements": {
        "own": READERS | {"other_manager": FORBIDDEN},
        "other": READERS | {"manager": FORBIDDEN, "contributor": FORBIDDEN}, "foreign": NOBODY,
    },
    "stakeholders.edit_involvement": {
        "own": ALL_FORBIDDEN | {"coordinator": OK, "manager": OK},
        "other": ALL_FORBIDDEN | {"coordinator": OK, "other_manager": OK}, "foreign": NOBODY,
    },
    "surveys.list_surveys": {"own": READERS, "foreign": NOBODY},
    "surveys.edit_questionnaires": {
        "own": READERS | {"contributor": FORBIDDEN, "researcher": FORBIDDEN}, "foreign": NOBODY,
    },
    "surveys.view_wave": {"own": OWN, "other": OTHER, "foreign": NOBODY},
    "surveys.export_operational": {
        "own": OWN | {"contributor": FORBIDDEN, "researcher": FORBIDDEN}, "other": OTHER | {"researcher": FORBIDDEN},
        "foreign": NOBODY},
    "surveys.export_research": {
        "own": OWN | {"contributor": FORBIDDEN, "manager": FORBIDDEN}, "other": OTHER | {"other_manager": FORBIDDEN},
        "foreign": NOBODY},
    "surveys.export_answers": {"own": OWN | {"contributor": FORBIDDEN}, "other": OTHER, "foreign": NOBODY},
    "surveys.edit_wave": {
        "own": OWN | {"contributor": FORBIDDEN, "researcher": FORBIDDEN},
        "other": OTHER | {"researcher": FORBIDDEN}, "foreign": NOBODY,
    },
    "surveys.edit_webhooks": {"own": ALL_FORBIDDEN | {"coordinator": OK}, "foreign": NOBODY},
    "surveys.code_texts": {"own": OWN | {"contributor": FORBIDDEN}, "other": OTHER, "foreign": NOBODY},
    "reports.export_research": {
        "own": row(coordinator=OK, researcher=OK, manager=FORBIDDEN, contributor=FORBIDDEN, other_manager=FORBIDDEN,
                   operator=FORBIDDEN),
        "foreign": NOBODY,
    },
}


# what need not be asked for: signing in, and pages that show no programme's data
NOT_OURS = {"allauth", "django", "drf_spectacular", "rest_framework"}


def endpoints(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """All (address pattern, view) of our own code."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from endpoints(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.split(".")[0] not in NOT_OURS:
            yield prefix + str(pattern.pattern), pattern.callback


def declared(view: Any) -> str | None:
    """The permission that a view, or the class behind an API view, says it asks for."""
    return getattr(view, "access", None) or getattr(getattr(view, "cls", None), "access", None)


ENDPOINTS = sorted(endpoints(), key=lambda pair: pair[0])
PART = re.compile(r"<(?:\w+:)?(\w+)>")


def address_parts(pilot: Any) -> dict[str, Any]:
    """An object of each kind in ``pilot``; a new kind of address part is added here once."""
    session = SessionFactory(pilot=pilot, held_on=dt.date(2026, 5, 4))
    stakeholder = InvolvementFactory(pilot=pilot).stakeholder
    wave = ensure_feedback_wave(pilot=pilot, by=None)
    report = ReportFactory(programme=pilot.programme)
    return {
        "programme_slug": pilot.programme.slug, "pilot_slug": pilot.slug, "session_id": session.pk,
        "stakeholder_id": stakeholder.pk, "wave_slug": wave.slug, "feedback_code": session.feedback_code,
        "report_id": report.pk, "indicator": "participants", "format": "pdf", "method": session.method.code,
        "attendance_id": AttendanceFactory(session=session).pk,
        "contribution_id": ContributionFactory(pilot=pilot, session=session).pk,
        "other_id": InvolvementFactory(pilot=pilot).stakeholder.pk, "import_id": RegisterImport.objects.create(
            programme=pilot.programme, pilot=pilot, file_name="register.csv").pk,
        "receipt_id": erase_contact(stakeholder=stakeholder, by=None),
        "merge_id": Merge.objects.create(winner=stakeholder, loser_id=1_000_000 + stakeholder.pk).pk,
        **decision_parts(pilot, session), "spending_id": SpendingFactory(pilot=pilot, session=session).pk,
        "attachment_id": AttachmentFactory(pilot=pilot, session=session).pk,
        "service_id": ServiceFactory(pilot=pilot).pk, "impact_id": ImpactTargetFactory(pilot=pilot).pk,
        "obstacle_id": ObstacleFactory(pilot=pilot).pk,
        "commitment_id": CommitmentFactory(pilot=pilot, session=session).pk,
        "method_id": MethodFactory(programme=pilot.programme).pk,
        "membership_id": MembershipFactory(programme=pilot.programme, role="researcher").pk,
        "challenge_id": Challenge.objects.create(pilot=pilot, title={"en": "Noise"}).pk,
        "change": session.history.latest("history_id").change,
        "message_id": MessageFactory(pilot=pilot).pk, "message_kind": "invitation", "language": "en",
        "consent_id": ConsentFactory(stakeholder=stakeholder).pk,
        "consent_text_id": ConsentTextFactory(
            programme=pilot.programme, version=str(ConsentText.objects.count()), texts={}).pk,
        "question_code": "method_rating", "text_code": "change",
        "webhook_id": Webhook.objects.create(programme=pilot.programme, address="https://receiver.example/").pk,
        "coding_id": Coding.objects.create(codebook=Codebook.objects.create(
            wave=wave, question_code="change", version=Codebook.objects.count() + 1)).pk,
        "code": "AAAAAAAA", "token": session.badges.create(stakeholder=stakeholder).token,
        **register_parts(pilot, stakeholder),
        **verdict_parts(pilot), **life_parts(pilot, session), **questionnaire_parts(wave),
    }


def questionnaire_parts(wave: Any) -> dict[str, int]:
    """A questionnaire with a published version and a draft, and an entry of the question bank."""
    QuestionnaireDraft.objects.get_or_create(
        questionnaire=wave.questionnaire, defaults={"document": editable(wave.version.definition)})
    entry, _is_new = BankEntry.objects.get_or_create(
        programme=wave.pilot.programme, code="why", defaults={"part": {"code": "why", "type": "text", "label": {}}})
    brought = FormImport.objects.create(
        programme=wave.pilot.programme, file_name="form.xlsx", state="ready", document=wave.version.definition)
    return {"questionnaire_id": wave.questionnaire_id, "version_number": wave.version.number, "entry_id": entry.pk,
            "form_import_id": brought.pk,
            **{f"{variant}_export_id": AnswerExport.objects.create(wave=wave, variant=variant).pk
               for variant in ("operational", "research")}}


def register_parts(pilot: Any, stakeholder: Any) -> dict[str, int]:
    """A group and a field of the programme's own, and a relationship of ``stakeholder`` in the pilot."""
    number = CustomField.objects.count()
    field = CustomField.objects.create(programme=pilot.programme, code=f"f{number}", label="Field", kind="text")
    tie = Relationship.objects.create(
        source=stakeholder, target=InvolvementFactory(pilot=pilot).stakeholder, kind="knows")
    return {
        "group_id": StakeholderGroupFactory(programme=pilot.programme).pk, "custom_field_id": field.pk,
        "relationship_id": tie.pk,
    }


def life_parts(pilot: Any, session: Any) -> dict[str, Any]:
    """A session of a series that can be registered for, its recap, a twin and a merge."""
    plan = SessionPlan.objects.create(session=session, takes_registrations=True)
    registered = Registration.objects.create(session=session, name="Alva")
    series = Series.objects.create(pilot=pilot, title=f"Series {session.pk}")
    Session.objects.filter(pk=session.pk).update(series=series)
    merge = SessionMerge.objects.create(kept=session, pilot=pilot, merged_id=0, rows="[]", undone_at=timezone.now())
    return {
        "recap_code": plan.recap_code, "cancel_token": registered.cancel_token, "registration_id": registered.pk,
        "twin_id": SessionFactory(pilot=pilot).pk, "session_merge_id": merge.pk,
    }


def decision_parts(pilot: Any, session: Any) -> dict[str, int]:
    """A decision with one role."""
    decision = DecisionFactory(pilot=pilot, session=session)
    role = DecisionRole.objects.create(decision=decision, role="decides", helix="public")
    return {"decision_id": decision.pk, "role_id": role.pk}


def verdict_parts(pilot: Any) -> dict[str, str]:
    """What the programme's costs are compared in."""
    named = {"outcome": "log_cost_overall", "subject": "all"}
    if not Verdict.objects.filter(programme=pilot.programme, **named).exists():
        store_verdict(pilot.programme, outcome=named["outcome"], subject=named["subject"],
                      figures={"scale": "cost", "units": []})
    return named


def address(pattern: str, parts: dict[str, Any]) -> str:
    """The pattern with its parts filled in; a part that is unknown here fails with what to do."""
    unknown = set(PART.findall(pattern)) - set(parts)
    assert not unknown, f"{pattern}: say in address_parts() what {', '.join(unknown)} is for each place."
    return "/" + PART.sub(lambda match: str(parts[match.group(1)]), pattern).rstrip("$")


def test_every_endpoint_declares_its_permission() -> None:
    undeclared = [pattern for pattern, view in ENDPOINTS if declared(view) is None]
    unknown = [p for p, view in ENDPOINTS if declared(view) not in {None, PUBLIC, *EXPECTED}]
    assert (undeclared, unknown) == ([], [])


def asked(client: Client, pattern: str, pilot: Any) -> int:
    """The status of a fresh address; where the view takes POST only, of an empty POST."""
    url = address(pattern, address_parts(pilot))
    answer = client.get(url)
    if answer.streaming:  # read to its end, which closes the file and not the database
        b"".join(answer.streaming_content)
    return client.post(url).status_code if answer.status_code == 405 else answer.status_code


def fits(status: int, expected: Any, *, by_object: bool) -> bool:
    """Whether an answer is the expected one; a bad body (400, 409, 410) is an answer to somebody who may."""
    if not by_object:  # no object in the address: rows are filtered, not the page
        return status in {200, 403}
    if expected == OK:
        return status < 400 or status in {400, 409, 410}
    return status == expected


@pytest.mark.parametrize(("pattern", "view"), [
    pytest.param(pattern, view, id=pattern) for pattern, view in ENDPOINTS if declared(view) not in {None, PUBLIC}
])
def test_access_matrix(pattern: str, view: Any, cast: Cast, client: Client) -> None:
    places = {"own": cast.pilot, "other": cast.other_pilot, "foreign": cast.foreign_pilot}
    by_object = bool(PART.search(pattern))
    wrong: list[str] = []
    for place, by_role in EXPECTED[str(declared(view))].items():
        client.logout()
        if (seen := asked(client, pattern, places[place])) not in {302, 401, 403}:
            wrong.append(f"anonymous at {place}: {seen}")
        for role, expected in by_role.items():
            client.force_login(getattr(cast, role))
            seen = asked(client, pattern, places[place])
            if not fits(seen, expected, by_object=by_object):
                wrong.append(f"{role} at {place}: {seen}, expected {expected}")
    assert wrong == []
