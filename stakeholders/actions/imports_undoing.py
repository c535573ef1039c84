"""Take an import back: every entry becomes what it was, unless somebody has changed it or used it since."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.acting import acting, unrecorded
from foundation.audit.forgetting import forget_rows
from foundation.audit.record import record
from stakeholders.actions.imports_applying import note_pilots
from stakeholders.actions.snapshots import PARTS, is_still, snapshots, write_back
from stakeholders.models import ImportRow, NotTheSame, RegisterImport, Stakeholder, Tag
from stakeholders.relations import pointing_rows

CHUNK = 500
State = RegisterImport.State


def undo_import(*, register_import: RegisterImport, by: Any) -> bool:
    """Remove what came and restore what was changed; a row that cannot be undone says why in ``not_undone``.

    The import must be claimed (state "undoing"). False where it is not.
    """
    with transaction.atomic(), acting(by):
        current = RegisterImport.objects.select_for_update(of=("self",)).select_related("pilot").get(
            pk=register_import.pk)
        if current.state != State.UNDOING:
            return False
        rows = list(current.rows.filter(stakeholder__isnull=False).order_by("-number"))
        changed = [row for row in rows if row.written.get("before")]
        new = [row for row in rows if row.written and not row.written.get("before")]
        keys = [row.stakeholder_id for row in changed]
        note_pilots(current, keys)
        restored = _restore(changed)
        removed = _remove(new, by)
        houses = _remove_houses(current)
        _remove_tags(current)
        kept = [row for row in rows if row.not_undone]
        ImportRow.objects.bulk_update(kept, ["not_undone"], batch_size=CHUNK)
        current.counts |= {"removed": removed, "restored": restored, "not_undone": len(kept), "houses_kept": houses}
        current.state, current.problem = State.UNDONE, ""
        current.save(update_fields=["counts", "state", "problem"])
        record("register.undo_import", current, by=by, removed=removed, restored=restored, kept=len(kept))
    return True


def _restore(rows: list[Any]) -> int:
    """Write back changed entries, the last change first, so that two rows about one entry both come undone."""
    restored, blocked = 0, set()
    for row in rows:
        key = row.stakeholder_id
        if key in blocked or not is_still(snapshots([key]).get(key), row.written["after"]):
            blocked.add(key)
            row.not_undone = _("Changed since the import.")
            continue
        write_back(key, row.written["before"])
        restored += 1
    return restored


def _remove(rows: list[Any], by: Any) -> int:
    """Remove entries that came with the import and are as it left them, with their history: as if never entered."""
    now = snapshots(row.stakeholder_id for row in rows)
    used = _used([row.stakeholder_id for row in rows])
    gone: list[int] = []
    for row in rows:
        key = row.stakeholder_id
        if not is_still(now.get(key), row.written["after"]):
            row.not_undone = _("Changed since the import.")
        elif key in used:
            row.not_undone = _("In use since the import: %(what)s.") % {"what": used[key]}
        else:
            gone.append(key)
    _delete(gone, now)
    return len(gone)


def _used(keys: list[int]) -> dict[int, str]:
    """What else points at the entries: by key, the name of the first kind of row found."""
    found: dict[int, str] = {}
    for start in range(0, len(keys), CHUNK):
        # that somebody is not somebody else is said of the entry and ends with it
        for relation, row in pointing_rows(keys[start:start + CHUNK], but=(*PARTS, ImportRow, NotTheSame)):
            found.setdefault(getattr(row, relation.attname), str(relation.model._meta.verbose_name))
    return found


def _delete(keys: list[int], states: dict[int, Any]) -> None:
    with unrecorded():
        for start in range(0, len(keys), CHUNK):
            Stakeholder.objects.filter(pk__in=keys[start:start + CHUNK]).delete()
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start:start + CHUNK]
        for part in PARTS:
            forget_rows(part, [row["id"] for key in chunk for row in states[key][part._meta.model_name]])
        forget_rows(Stakeholder, chunk)


def _remove_houses(current: RegisterImport) -> int:
    """Remove organisations that were entered for the people of the table; returns how many are in use by now."""
    keys: Iterable[int] = current.counts.get("organisations", [])
    states = snapshots(keys)
    used = _used(list(states))
    free = [key for key, state in states.items() if key not in used and _is_bare(state)]
    _delete(free, states)
    return len(states) - len(free)


def _is_bare(state: Any) -> bool:
    """Nothing was added to the name that the table gave."""
    return len(state["involvement"]) == 1 and not any(
        state[part] for part in ("contactdetails", "groupmembership", "tagging"))


def _remove_tags(current: RegisterImport) -> None:
    """Remove tags that were made for the table and that nobody carries."""
    free = Tag.objects.filter(pk__in=current.counts.get("tags", []), taggings__isnull=True)
    keys = list(free.values_list("pk", flat=True))
    with unrecorded():
        free.delete()
    forget_rows(Tag, keys)
