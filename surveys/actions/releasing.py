"""Which waiting counts may be let out: never so few that two looks at the numbers tell what one to four people said.

A scope is what is published by itself: a question of a wave; of ratings by session those of one method; of answers that
are published session by session those of one session. Ratings are published by quarter and phase, too. So a batch of
them lies within one quarter and phase; what is left over is let out together, and counts over the whole time alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engagement.models import Session
from foundation.inference.disclosure import Batch, is_disclosive, may_be_released
from surveys.counting import ANSWERED, BY_SINGLE_SESSION, is_given, is_late, late_split, session_of_split

Key = tuple[int, int, str, str, str, str]  # wave, family, question code, period, split, value
Delta = tuple[int, int, Key]  # key of the row, n, what it counts
Count = tuple[int, Key]
Time = tuple[str, str]  # quarter and phase
Scope = tuple[str, int | None, int | None]  # question code; method or session where the count is by session


@dataclass(frozen=True)
class Place:
    """When and how the session was held that a count belongs to."""

    session: int
    method: int
    time: Time


def releasable(rows: list[Delta], shown: list[Count], smallest: int) -> list[Delta]:
    """The deltas that may be released now beside what is shown already; those of mixed times under a late split."""
    places = _places({key[4] for _pk, _n, key in rows} | {key[4] for _n, key in shown})
    waiting: dict[Scope, list[Delta]] = defaultdict(list)
    for row in rows:
        waiting[_scope(row[2], places)].append(row)
    released: dict[Scope, list[Count]] = defaultdict(list)
    for n, key in shown:
        released[_scope(key, places)].append((n, key))
    return [
        row for scope, part in waiting.items()
        for row in (_by_time(part, released[scope], places, smallest) if scope[1] is not None and smallest > 1
                    else _whole(part, released[scope], smallest))
    ]


def _places(splits: Iterable[str]) -> dict[str, Place]:
    """Where the session of each split was held; splits of other kinds, and of sessions that are gone, have no place."""
    keys = {split: key for split in splits if (key := session_of_split(split)) is not None}
    sessions = {
        pk: Place(pk, method, (f"{day.year}-Q{(day.month + 2) // 3}", phase))
        for pk, method, day, phase in Session.objects.filter(pk__in=set(keys.values())).values_list(
            "pk", "method_id", "held_on", "phase")
    }
    return {split: sessions[key] for split, key in keys.items() if key in sessions}


def _scope(key: Key, places: Mapping[str, Place]) -> Scope:
    place = places.get(key[4])
    if place is None:
        return key[2], None, None
    return (key[2], None, place.session) if key[2] in BY_SINGLE_SESSION else (key[2], place.method, None)


def _whole(part: list[Delta], released: list[Count], smallest: int) -> list[Delta]:
    """All of a scope or nothing."""
    batch = _batch(_counts(part), _net_given(released))
    return part if _cancels_out(part) or may_be_released(batch, smallest) else []


def _by_time(
    part: list[Delta], released: list[Count], places: Mapping[str, Place], smallest: int
) -> list[Delta]:
    """What of a scope that is published by quarter and phase may go: whole batches of one time, else all of the rest.

    No time may pass through one to four answers that were shown within a larger number before: such a time, and
    everything while the scope itself has so few, is released late.
    """
    waiting: dict[Time, list[Delta]] = defaultdict(list)
    for row in part:
        waiting[places[row[2][4]].time].append(row)
    in_time: dict[Time, list[Count]] = defaultdict(list)
    for n, key in released:
        if not is_late(key[4]):
            in_time[places[key[4]].time].append((n, key))
    total = _net_given(released)
    ready: list[Delta] = []
    rest: list[Delta] = []
    was_few = is_disclosive(max(total, 0), smallest)
    for time, own in waiting.items():
        given, before = _net_given(_counts(own)), _net_given(in_time[time])
        is_few = any(is_disclosive(max(n, 0), smallest) for n in (before, before + given))
        if _cancels_out(own) or (abs(given) >= smallest and not was_few and not is_few):
            ready += own
            total += given
        else:
            rest += own
    return ready + _late(rest, total, smallest)


def _late(rest: list[Delta], shown: int, smallest: int) -> list[Delta]:
    """What is left of several times, under late splits, if it makes a batch together."""
    batch = _batch(_counts(rest), max(shown, 0))
    if not rest or not may_be_released(batch, smallest) or (not shown and abs(batch.given) < smallest):
        return []
    return [(pk, n, (*key[:4], late_split(key[4]), key[5])) for pk, n, key in rest]


def _counts(part: Iterable[Delta]) -> list[Count]:
    return [(n, key) for _pk, n, key in part]


def _cancels_out(part: list[Delta]) -> bool:
    """Whether what came was taken back: letting it out changes nothing."""
    sums: Counter[Key] = Counter()
    for _pk, n, key in part:
        sums[key] += n
    return not any(sums.values())


def _net_given(part: list[Count]) -> int:
    return sum(n for n, _key in _given(part))


def _batch(part: list[Count], shown: int) -> Batch:
    given = [n for n, _key in _given(part)]
    not_given = sum(n for n, key in part if not is_given(key[2], key[5]))
    return Batch(given=sum(given), moves=sum(map(abs, given)), not_given=not_given, shown=shown)


def _given(part: list[Count]) -> list[Count]:
    """Given answers, each once: where several choices may be chosen, the count of those who chose any."""
    given = [(n, key) for n, key in part if is_given(key[2], key[5])]
    return [(n, key) for n, key in given if key[5] == ANSWERED] or given
