"""What is still missing or wrong in a draft, with the place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.definition import CHOSEN, CLOSED, COMPUTED, DefinitionError, read_definition
from surveys.editing.documents import Document, Part, Spot, free_code, is_group, plain_copy, spots_of
from surveys.interview.problems import problems_of


@dataclass(frozen=True)
class Finding:
    """One thing to look at. code: of the part, "" for the questionnaire; use: the field; is_error: it bars publishing.

    reason: a code of ``surveys.finding_sentences``; at: the character of an expression, from 1, 0: all of it.
    """

    code: str
    use: str
    reason: str
    words: dict[str, str] = field(default_factory=dict)
    at: int = 0
    is_error: bool = True


def findings_in(document: Mapping[str, Any]) -> list[Finding]:
    """All findings in the order of the questionnaire."""
    spots = list(spots_of(document))
    found = list(_of_whole(document, spots))
    seen: set[str] = set()
    for spot in spots:
        if spot.code in seen:
            found.append(Finding(spot.code, "code", "code_twice"))
        seen.add(spot.code)
        found += _of_part(document, spot)
    try:
        definition = read_definition(_mended(document))
    except DefinitionError as error:
        return [*found, Finding("", "", "not_whole", {"part": str(error)})]
    found += [Finding(p.code, p.use, p.reason, p.words, p.at, p.is_error) for p in problems_of(definition)]
    place = {code: number for number, code in enumerate(dict.fromkeys(spot.code for spot in spots))}
    return sorted(found, key=lambda finding: place.get(finding.code, -1))


def _of_whole(document: Mapping[str, Any], spots: list[Spot]) -> Iterator[Finding]:
    first = document["languages"][0]
    if not document["title"].get(first):
        yield Finding("", "title", "no_title", {"language": first})
    if not any(not is_group(spot.part) and spot.part["type"] not in (*COMPUTED, "note") for spot in spots):
        yield Finding("", "", "nothing_asked")


def _of_part(document: Mapping[str, Any], spot: Spot) -> Iterator[Finding]:
    part = spot.part
    yield from _labels(document["languages"], spot)
    if is_group(part):
        if not part["elements"]:
            yield Finding(spot.code, "", "group_empty", is_error=part["type"] == "matrix")
        if part["type"] == "matrix":
            yield from _of_rows(spot)
        return
    if part["type"] in CHOSEN and not (spot.in_matrix and spot.place):
        yield from _of_choices(document["languages"], spot)
    if part["type"] in ("scale", "range") and not _has_range(part):
        yield Finding(spot.code, "lo", "no_range")
    if part["type"] in ("image", "file"):
        yield Finding(spot.code, "type", "no_files")
    if part["type"] == "calculation" and not str(part.get("calculation", "")).strip():
        yield Finding(spot.code, "calculation", "no_calculation", is_error=False)


def _labels(languages: list[str], spot: Spot) -> Iterator[Finding]:
    if spot.part["type"] in COMPUTED or spot.part["type"] == "group" and not spot.part.get("label"):
        return
    label = spot.part.get("label") or {}
    if not label.get(languages[0]):
        yield Finding(spot.code, "label", "no_label", {"language": languages[0]})
    for language in languages[1:]:
        if not label.get(language):
            yield Finding(spot.code, "label", "not_translated", {"language": language}, is_error=False)


def _of_choices(languages: list[str], spot: Spot) -> Iterator[Finding]:
    choices = spot.part.get("choices") or []
    if not choices:
        yield Finding(spot.code, "choices", "no_choices")
    codes = [choice["code"] for choice in choices]
    for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
        yield Finding(spot.code, "choices", "choice_twice", {"choice": code})
    numbers = [choice["numeric"] for choice in choices if choice.get("numeric") is not None]
    for number in dict.fromkeys(number for number in numbers if numbers.count(number) > 1):
        yield Finding(spot.code, "choices", "number_twice", {"number": f"{number:g}"}, is_error=False)
    for choice in choices:
        if not choice.get("label", {}).get(languages[0]):
            yield Finding(spot.code, "choices", "choice_unlabelled",
                          {"choice": choice["code"], "language": languages[0]})


def _of_rows(spot: Spot) -> Iterator[Finding]:
    rows = spot.part["elements"]
    if any(is_group(row) or row["type"] not in CLOSED for row in rows):
        yield Finding(spot.code, "", "row_unfit")
    elif len({str([row["type"], row.get("choices"), row.get("lo"), row.get("hi")]) for row in rows}) > 1:
        yield Finding(spot.code, "", "rows_differ")


def _has_range(part: Mapping[str, Any]) -> bool:
    lo, hi = part.get("lo"), part.get("hi")
    return lo is not None and hi is not None and lo < hi


def _mended(document: Mapping[str, Any]) -> Document:
    """The document with what is missing filled in, so that its expressions can be read all the same."""
    new: Document = plain_copy(document)
    _mend(new, new["elements"], set())
    return new


def _mend(document: Document, parts: list[Part], seen: set[str]) -> None:
    for part in parts:
        if part["code"] in seen:
            part["code"] = free_code(document, part["code"])
        seen.add(part["code"])
        if is_group(part):
            if part["type"] == "matrix" and not _is_whole_matrix(part):
                part["type"] = "group"
            _mend(document, part["elements"], seen)
        if part["type"] in CHOSEN:
            own = {choice["code"]: choice for choice in part.get("choices") or [{"code": "none", "label": {}}]}
            part["choices"] = list(own.values())
        if part["type"] in ("scale", "range") and not _has_range(part):
            part["lo"], part["hi"] = 0, 1


def _is_whole_matrix(part: Part) -> bool:
    return bool(part["elements"]) and not list(_of_rows(Spot(part, (), 0, True)))
