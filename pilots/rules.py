"""Who may do what: named predicates over a user and an object that has a pilot or a programme.

A user's roles are read once per user object and kept on it: one request asks many questions.
"""

from typing import Any

import rules

from pilots.choices import Role


def programme_of(obj: Any) -> int:
    """The programme's key of a programme, a pilot or anything that has one of them."""
    if obj._meta.label == "pilots.Programme":
        return int(obj.pk)
    if hasattr(obj, "programme_id"):
        return int(obj.programme_id)
    return int(obj.pilot.programme_id)


def pilot_of(obj: Any) -> int | None:
    """The pilot's key of a pilot or anything that has one; None for a programme."""
    if obj._meta.label == "pilots.Pilot":
        return int(obj.pk)
    return getattr(obj, "pilot_id", None)


def roles_of(user: Any) -> set[tuple[int, int | None, str]]:
    """The user's (programme, pilot or None, role) triples, from one query per user object."""
    if not getattr(user, "is_authenticated", False):
        return set()
    if not hasattr(user, "_roles"):
        user._roles = set(user.memberships.values_list("programme_id", "pilot_id", "role"))
    return user._roles


def _has_programme_role(user: Any, obj: Any, role: str) -> bool:
    return (programme_of(obj), None, role) in roles_of(user)


def _has_pilot_role(user: Any, obj: Any, role: str) -> bool:
    return (programme_of(obj), pilot_of(obj), role) in roles_of(user)


@rules.predicate
def is_member(user: Any, obj: Any) -> bool:
    return any(programme == programme_of(obj) for programme, _pilot, _role in roles_of(user))


@rules.predicate
def is_coordinator(user: Any, obj: Any) -> bool:
    return _has_programme_role(user, obj, Role.COORDINATOR)


@rules.predicate
def is_researcher(user: Any, obj: Any) -> bool:
    return _has_programme_role(user, obj, Role.RESEARCHER)


@rules.predicate
def is_operator(user: Any, obj: Any) -> bool:
    return _has_programme_role(user, obj, Role.OPERATOR)


@rules.predicate
def is_manager_of_pilot(user: Any, obj: Any) -> bool:
    """Project manager of the object's own pilot."""
    return _has_pilot_role(user, obj, Role.MANAGER)


@rules.predicate
def is_contributor_of_pilot(user: Any, obj: Any) -> bool:
    """Contributor of the object's own pilot."""
    return _has_pilot_role(user, obj, Role.CONTRIBUTOR)


@rules.predicate
def is_manager_of_any_pilot(user: Any, obj: Any) -> bool:
    """Project manager of some pilot of the object's programme."""
    return any((p, r) == (programme_of(obj), Role.MANAGER) for p, _pilot, r in roles_of(user))


@rules.predicate
def is_contributor_of_any_pilot(user: Any, obj: Any) -> bool:
    """Contributor of some pilot of the object's programme."""
    return any((p, r) == (programme_of(obj), Role.CONTRIBUTOR) for p, _pilot, r in roles_of(user))


rules.add_perm("pilots.view_programme", is_member)
rules.add_perm("pilots.view_pilot", is_member)
rules.add_perm("pilots.set_up_programme", is_coordinator)
rules.add_perm("pilots.manage_people", is_coordinator | is_operator)
rules.add_perm("pilots.set_up_pilot", is_coordinator)
# phases, services and impacts are the pilot's own record
rules.add_perm("pilots.record_progress", is_coordinator | is_manager_of_pilot)
