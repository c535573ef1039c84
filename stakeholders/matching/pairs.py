"""Which entries to compare: only those that share a key, so that 5,000 by 5,000 takes a second or two."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from stakeholders.matching.entries import Entry, Likeness
from stakeholders.matching.names import sound
from stakeholders.matching.scoring import compared

BIGGEST_BLOCK = 300
"""A key shared by more entries than this says nothing (a first name, a street); addresses are never left out."""
Key = tuple[str, ...]


def keys_of(entry: Entry) -> set[Key]:
    """What an entry is filed under: its addresses, and each word by its sound with each other initial."""
    found: set[Key] = set()
    for kind, value in (("email", entry.address), ("phone", entry.number), ("id", entry.external_id)):
        if value:
            found.add((kind, value))
    words = entry.words
    for word in words:
        others = [other for other in words if other is not word]
        for other in others:
            found.add(("words", sound(word), "*" if other[0] in "aeiouyh" else other[0]))
        if len(word) > 3 and (len(others) != 1 or len(word) > 5):
            found.add(("word", sound(word), word[-2:]))
    if len(words) == 1:
        found.add(("word", sound(words[0]), words[0][-2:]))
    found.add(("all", "".join(sorted(words))))
    return found


def likely_pairs(entries: Sequence[Entry]) -> list[Likeness]:
    """All pairs among ``entries`` that are likely one, the likeliest first, those by name alone last."""
    index, seen = _filed(entries), set()
    found: list[Likeness] = []
    for block in _blocks(index):
        for place, one in enumerate(block):
            for other in block[place + 1:]:
                if (one, other) in seen:
                    continue
                seen.add((one, other))
                if likeness := compared(entries[one], entries[other]):
                    found.append(likeness)
    return sorted(found, key=likeliest_first)


def likely_matches(wanted: Iterable[Entry], known: Sequence[Entry]) -> Iterator[list[Likeness]]:
    """For each wanted entry those of ``known`` that it likely is (``first`` is the wanted), the likeliest first."""
    index = _filed(known)
    for entry in wanted:
        near = {
            place for key in keys_of(entry) for place in (index.get(key, ()) if _counts(key, index) else ())
        }
        likenesses = [likeness for place in sorted(near) if (likeness := compared(entry, known[place]))]
        yield sorted(likenesses, key=likeliest_first)


def likeliest_first(likeness: Likeness) -> tuple[bool, float]:
    """The order in which likenesses are shown; to be given to ``sorted``."""
    return likeness.is_by_name, -likeness.score


def without_ruled_out(likenesses: Iterable[Likeness], are_two: Callable[[Any, Any], bool]) -> list[Likeness]:
    """The matches of one entry, in their order, without those that somebody has said to be another than a certain
    match that is likelier. ``are_two(one, other)`` tells whether two of the known entries were said to be two.
    """
    listed = list(likenesses)
    kept: list[Likeness] = []
    for likeness in sorted(listed, key=lambda one: (not one.is_certain, *likeliest_first(one))):
        better = [one for one in kept if one.is_certain and (one.score > likeness.score or not likeness.is_certain)]
        if not any(are_two(one.second, likeness.second) for one in better):
            kept.append(likeness)
    return [likeness for likeness in listed if likeness in kept]


def _filed(entries: Sequence[Entry]) -> dict[Key, list[int]]:
    index: dict[Key, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        for key in keys_of(entry):
            index[key].append(place)
    return index


def _blocks(index: dict[Key, list[int]]) -> Iterator[list[int]]:
    return (block for key, block in index.items() if len(block) > 1 and _counts(key, index))


def _counts(key: Key, index: dict[Key, list[int]]) -> bool:
    return key[0] not in {"words", "word"} or len(index.get(key, ())) <= BIGGEST_BLOCK
