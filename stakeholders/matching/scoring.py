"""How alike two entries are, and why."""

from stakeholders.matching.entries import Entry, Likeness

LIKELY = 0.8
"""From here on a pair is shown to somebody who decides."""
_SAME_NAME_AS = 0.85  # with the same address or number a name this like is certainly the same
_LIKE = 0.6
_BASE = 0.9  # the most that a name alone can say
_SAME_HOUSE, _OTHER_ADDRESS, _OTHER_NUMBER, _OTHER_LETTERS = 0.05, 0.1, 0.05, 0.02


def compared(first: Entry, second: Entry) -> Likeness | None:
    """The likeness of two entries, None where they are not likely one. A person is never an organisation."""
    if first.is_person != second.is_person:
        return None
    if first.external_id and first.external_id == second.external_id:
        return Likeness(first.key, second.key, 1.0, ("external_id",), is_certain=True)
    name = name_likeness(first, second)
    same_address = bool(first.address) and first.address == second.address
    same_number = bool(first.number) and first.number == second.number
    score = _score(first, second, name, same_address=same_address, same_number=same_number)
    if score < LIKELY:
        return None
    reasons = _reasons(first, second, name, same_address=same_address, same_number=same_number)
    is_certain = (same_address or same_number) and name >= _SAME_NAME_AS
    is_by_name = not same_address and not same_number and "same_organisation" not in reasons
    return Likeness(first.key, second.key, round(score, 3), reasons, is_certain, is_by_name)


def _score(first: Entry, second: Entry, name: float, *, same_address: bool, same_number: bool) -> float:
    """Addresses weigh most; an address shared by two unlike names is a shared box and a question."""
    if same_address:
        return 0.99 if name >= _LIKE else LIKELY
    if same_number:
        return 0.97 if name >= _LIKE else 0.5  # a household, a switchboard
    score = name * _BASE - (_OTHER_LETTERS if name < 1 else 0)
    if first.house and first.house == second.house:
        score += _SAME_HOUSE
    if first.address and second.address:
        score -= _OTHER_ADDRESS
    if first.number and second.number:
        score -= _OTHER_NUMBER
    return score


def _reasons(first: Entry, second: Entry, name: float, *, same_address: bool, same_number: bool) -> tuple[str, ...]:
    said = {
        "same_email": same_address, "same_phone": same_number, "same_name": name == 1.0,
        "like_name": _LIKE <= name < 1.0, "same_organisation": bool(first.house) and first.house == second.house,
        "other_name": name < _LIKE,
    }
    return tuple(reason for reason, holds in said.items() if holds)


def name_likeness(first: Entry, second: Entry) -> float:
    """From 0 to 1; 1 is the same words in any order."""
    ours, theirs = first.words, second.words
    if not ours or not theirs:
        return 0.0
    if sorted(ours) == sorted(theirs):
        return 1.0
    from rapidfuzz import fuzz  # noqa: PLC0415 - the web process loads this module at start, and seldom compares

    plain = fuzz.ratio(" ".join(ours), " ".join(theirs))
    joined = fuzz.ratio("".join(ours), "".join(theirs))
    best = max(plain, joined, fuzz.token_sort_ratio(" ".join(ours), " ".join(theirs))) / 100
    if first.is_person:
        return max(best, _by_initials(ours, theirs), _by_part(ours, theirs))
    return max(best, _by_part(ours, theirs))


def _by_initials(ours: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """"A. Exempel" and "Alva Exempel": one whole word in common, and an initial for each of the others."""
    if len(ours) != len(theirs):
        return 0.0
    common = {word for word in ours if len(word) > 1} & set(theirs)
    left, right = [[word for word in words if word not in common] for words in (ours, theirs)]
    if not common or len(left) != len(right):
        return 0.0
    fits = all(one[0] == other[0] and 1 in {len(one), len(other)} for one, other in zip(left, right, strict=True))
    return 0.9 if fits else 0.0


def _by_part(ours: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """All of the shorter name, of two words at least, within the longer one."""
    fewer, more = sorted((set(ours), set(theirs)), key=len)
    return 0.92 if len(fewer) >= 2 and fewer < more else 0.0
