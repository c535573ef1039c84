"""Write sessions, attendance, what came of them, and the capacity of the pilots."""

from collections.abc import Iterator
from typing import Any

from engagement.models import (
    Attendance,
    Commitment,
    Contribution,
    Decision,
    DecisionRole,
    LivingLabScore,
    MethodGroupFit,
    Obstacle,
    Session,
    SkillAssessment,
)
from engagement.models.sessions import new_feedback_code
from peripheria.world.checking import World
from peripheria.world.loaded import Loaded, SessionKey, batches, store, store_all


def write_engagement(world: World, loaded: Loaded) -> None:
    """All files of the engagement floor."""
    _write_sessions(world, loaded)
    store_all(
        Attendance,
        (
            Attendance(
                session_id=loaded.sessions[session].pk,
                stakeholder_id=loaded.stakeholders[person],
                hours=hours,
                mode=mode or "",
                completed=completed,
            )
            for session, person, hours, mode, completed in world.rows("attendance")
        ),
    )
    _write_outcomes(world, loaded)
    _write_capacity(world, loaded)


def _write_sessions(world: World, loaded: Loaded) -> None:
    details = {session: rest for session, *rest in world.rows("session_details")}
    unknown = [None, None, None, None]

    def sessions() -> Iterator[Session]:
        for row in world.rows("sessions"):
            phase, promised, heads, status = details.get(row[0], unknown)
            yield _session(
                loaded,
                row,
                phase=phase or "",
                promised_level=promised,
                head_count=heads,
                status=status or "held",
            )
        for row in world.rows("planned_sessions"):
            phase, promised, heads, _status = details.get(row[0], unknown)
            yield _session(
                loaded, row, phase=phase or "", promised_level=promised, head_count=heads, status=row[8]
            )

    taken: set[str] = set()
    code_of = {pilot.pk: code for code, pilot in loaded.pilots.items()}
    for batch in batches(sessions()):
        _make_codes_unique(batch, taken)
        for session in Session.objects.bulk_create(batch):
            loaded.sessions[session.external_id] = SessionKey(
                session.pk, code_of[session.pilot_id], session.held_on
            )


def _session(loaded: Loaded, row: tuple[Any, ...], **details: Any) -> Session:
    code, pilot, day, method, channel, level, hours, cost = row[:8]
    return Session(
        programme=loaded.programme,
        pilot=loaded.pilots[pilot],
        external_id=code,
        method_id=loaded.methods[method],
        held_on=day,
        channel=channel or "",
        level=level,
        duration_hours=hours,
        cost=cost,
        **details,
    )


def _make_codes_unique(batch: list[Session], taken: set[str]) -> None:
    """Tens of thousands of random codes make a repeat likely; the database refuses one."""
    stored = set(
        Session.objects.filter(feedback_code__in=[session.feedback_code for session in batch]).values_list(
            "feedback_code", flat=True
        )
    )
    for session in batch:
        while session.feedback_code in taken or session.feedback_code in stored:
            session.feedback_code = new_feedback_code()
        taken.add(session.feedback_code)


def _write_outcomes(world: World, loaded: Loaded) -> None:
    programme, pilots = loaded.programme, loaded.pilots
    decisions = store(
        Decision,
        (
            Decision(
                programme=programme,
                pilot=pilots[pilot],
                session_id=loaded.session(session),
                external_id=code,
                decision_type=kind or "",
                decided_on=on,
                method=method or "",
            )
            for code, pilot, session, kind, on, method in world.rows("decisions")
        ),
    )
    loaded.decisions |= {decision.external_id: decision.pk for decision in decisions}
    store_all(
        DecisionRole,
        (
            DecisionRole(
                decision_id=loaded.decisions[decision],
                role=role,
                helix=helix or "",
                stakeholder_id=loaded.stakeholder(person),
            )
            for decision, role, helix, person in world.rows("decision_roles")
        ),
    )
    store_all(
        Contribution,
        (
            Contribution(
                programme=programme,
                pilot=pilots[pilot],
                session_id=loaded.session(session),
                external_id=code,
                stakeholder_id=loaded.stakeholder(person),
                received_on=received,
                status=status,
                reason=reason or "",
                answered_on=answered,
            )
            for code, pilot, session, person, received, status, reason, answered in world.rows(
                "contributions"
            )
        ),
    )
    store_all(
        Commitment,
        (
            Commitment(
                programme=programme,
                pilot=pilots[pilot],
                session_id=loaded.session(session),
                external_id=code,
                raised_on=raised,
                decision=decision,
                decided_on=decided,
                delivered_on=delivered,
            )
            for code, pilot, session, raised, decision, decided, delivered in world.rows("commitments")
        ),
    )


def _write_capacity(world: World, loaded: Loaded) -> None:
    pilots = loaded.pilots
    store_all(
        Obstacle,
        (
            Obstacle(
                pilot=pilots[pilot], code=code, severity=severity, opened_on=opened, resolved_on=resolved
            )
            for pilot, code, severity, opened, resolved in world.rows("obstacles")
        ),
    )
    store_all(
        SkillAssessment,
        (
            SkillAssessment(pilot=pilots[pilot], skill=skill, required=required, available=available)
            for pilot, skill, required, available in world.rows("skills")
        ),
    )
    store_all(
        MethodGroupFit,
        (
            MethodGroupFit(
                pilot=pilots[pilot],
                method_id=loaded.methods[method],
                group_id=loaded.groups[group],
                rater=rater,
                rating=rating,
            )
            for pilot, method, group, rater, rating in world.rows("method_group_fit")
        ),
    )
    store_all(
        LivingLabScore,
        (
            LivingLabScore(pilot=pilots[pilot], item=item, score=score)
            for pilot, item, score in world.rows("living_lab")
        ),
    )
