"""Who attended, read from a pasted list or from the table of a meeting: Teams, Zoom, or a sign-in sheet.

No database. Rows come from ``foundation.sheets``; what cannot be read is told by its row.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from foundation.sheets import Row

Kind = Literal["pasted", "teams", "zoom", "sign_in"]
MOST_LINES = 900
LONGEST_NAME = 200
_ADDRESS = re.compile(r"<?([^\s<>,;@]+@[^\s<>,;@]+\.[^\s<>,;@]+)>?")
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,3}[.)])\s+")
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*(h|std|hours?|m|min|minutes?|s|sec|seconds?)\b\.?", re.IGNORECASE)
_SECTION = re.compile(r"^\d+\.\s")
_PARTICIPANTS = re.compile(r"^2\.\s")
# what a column is, by the words of its heading in lower case
HEADINGS: dict[str, frozenset[str]] = {
    "name": frozenset({"name", "full name", "participant", "participants", "name (original name)", "navn", "namn",
                       "nome", "nome completo", "vor- und nachname", "vollständiger name", "όνομα", "teilnehmer"}),
    "first": frozenset({"first name", "given name", "firstname", "vorname", "förnamn", "nome próprio"}),
    "last": frozenset({"last name", "surname", "family name", "lastname", "nachname", "efternamn", "cognome",
                       "apelido", "επώνυμο"}),
    "email": frozenset({"email", "e-mail", "user email", "email address", "e-mail address", "mail", "e-post",
                        "e-mail-adresse", "participant id (upn)"}),
    "organisation": frozenset({"organisation", "organization", "company", "affiliation", "organisationen", "firma",
                               "organizzazione", "organização", "οργανισμός"}),
    "minutes": frozenset({"duration", "duration (minutes)", "in-meeting duration", "minutes", "dauer",
                          "total duration (minutes)", "time in session (minutes)", "varaktighet", "durata", "duração"}),
    "hours": frozenset({"hours", "stunden", "timmar", "ore", "horas"}),
    "waiting": frozenset({"in waiting room"}),
    "action": frozenset({"user action"}),
}


@dataclass(frozen=True)
class Line:
    """One person of a list; ``minutes`` attended are None where nothing is said of them."""

    number: int
    name: str
    organisation: str = ""
    email: str = ""
    minutes: float | None = None


@dataclass(frozen=True)
class Problem:
    """Something in a row that was not understood."""

    number: int
    code: Literal["no_name", "no_duration", "too_long", "repeated", "too_many", "no_header"]
    said: str = ""


@dataclass(frozen=True)
class Report:
    """The people of a list in its order, each once, and what was not understood."""

    kind: Kind
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()


def read_names(text: str) -> Report:
    """Read one person a line: "Name", "Name, Organisation" or "Name <mail>"; blank lines and bullets are skipped."""
    lines, problems = [], []
    for number, written in enumerate(text.splitlines(), start=1):
        said = _BULLET.sub("", written).strip()
        if not said:
            continue
        line = _pasted(number, said)
        if problem := _problem_of(line, said):
            problems.append(problem)
        else:
            lines.append(line)
    return _merged("pasted", lines, problems)


def read_report(rows: Iterable[Row]) -> Report:
    """Read the table of a meeting or a sign-in sheet; repeated joins of a person are one line with summed minutes."""
    every = list(rows)
    table, kind = _participants(every), "teams"
    if table is None:
        table = every
        kind = ""
    start = _header_at(table)
    if start is None:
        return Report("sign_in", (), (Problem(every[0].number if every else 1, "no_header"),))
    columns = _columns(table[start])
    if not kind:
        kind = _kind(table[start])
    read = [entry for row in table[start + 1:] for entry in _read_row(row, columns)]
    lines = [entry for entry in read if isinstance(entry, Line)]
    problems = [entry for entry in read if isinstance(entry, Problem)]
    return _merged(kind, lines, problems)  # type: ignore[arg-type]  # one of Kind


def minutes_of(text: str) -> float | None:
    """Minutes from "62", "1h 2m 3s", "1:02:03" or "62,5"; None for anything else."""
    said = text.strip().lower()
    if re.fullmatch(r"\d+(?:[.,]\d+)?", said):
        return float(said.replace(",", "."))
    if clock := re.fullmatch(r"(\d+):(\d{2}):(\d{2})", said):
        hours, minutes, seconds = (int(part) for part in clock.groups())
        return hours * 60 + minutes + seconds / 60
    parts = _PART.findall(said)
    if not parts or _PART.sub("", said).strip(" ,"):
        return None
    return sum(float(number.replace(",", ".")) * _worth(unit) for number, unit in parts)


def _worth(unit: str) -> float:
    """Minutes of a unit: h, std, m, min, s …"""
    if unit[0] == "h" or unit == "std":
        return 60
    return 1 if unit[0] == "m" else 1 / 60


def _pasted(number: int, said: str) -> Line:
    email = ""
    if address := _ADDRESS.search(said):
        email = address.group(1)
        said = (said[:address.start()] + said[address.end():]).strip(" ,;\t")
    name, *rest = re.split(r"[,;\t]", said, maxsplit=1)
    name = _words(name).strip("\"'") or email
    return Line(number, name, _words(rest[0]) if rest else "", email)


def _participants(rows: list[Row]) -> list[Row] | None:
    """The rows of the section "2. Participants", None in a table without sections."""
    if not rows or not _SECTION.match(rows[0].cells[0]):
        return None
    starts = [at for at, row in enumerate(rows) if _SECTION.match(row.cells[0]) and len(row.cells) == 1]
    for at, following in zip(starts, [*starts[1:], len(rows)], strict=True):
        if _PARTICIPANTS.match(rows[at].cells[0]):
            return rows[at + 1:following]
    return []


def _header_at(rows: list[Row]) -> int | None:
    """The first row that has a column of names."""
    for at, row in enumerate(rows[:30]):
        names = {name for name, _place in _columns(row)}
        if "name" in names and len(row.cells) > 1 or {"first", "last"} <= names or names == {"name"}:
            return at
    return None


def _columns(row: Row) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for at, cell in enumerate(row.cells):
        heading = _words(cell).casefold().rstrip(":*")
        for name, words in HEADINGS.items():
            if heading in words and name not in {known for known, _place in found}:
                found.append((name, at))
    return found


def _kind(header: Row) -> str:
    headings = {_words(cell).casefold() for cell in header.cells}
    if "name (original name)" in headings or headings & {"user email", "in waiting room"}:
        return "zoom"
    return "teams" if headings & {"user action", "first join", "join time"} else "sign_in"


def _read_row(row: Row, columns: list[tuple[str, int]]) -> Iterator[Line | Problem]:
    cells = {name: _words(row.cells[at]) if at < len(row.cells) else "" for name, at in columns}
    if cells.get("waiting", "").casefold() in {"yes", "true"} or cells.get("action", "").casefold() == "left":
        return
    name = cells.get("name") or " ".join(part for part in (cells.get("first", ""), cells.get("last", "")) if part)
    line = Line(row.number, _without_original(name) or cells.get("email", ""), cells.get("organisation", ""),
                cells.get("email", "") if "@" in cells.get("email", "") else "")
    if problem := _problem_of(line, _words(" ".join(row.cells))):
        yield problem
        return
    said = cells.get("minutes") or cells.get("hours", "")
    minutes = minutes_of(said) if said else None
    if minutes is not None and not cells.get("minutes"):
        minutes *= 60 if re.fullmatch(r"[\d.,]+", said) else 1
    if said and minutes is None:
        yield Problem(row.number, "no_duration", said)
    yield replace(line, minutes=minutes)


def _without_original(name: str) -> str:
    """Zoom writes "Alva (Alva Exempel)": the name as it was registered stands in brackets."""
    if both := re.fullmatch(r"(.+?) \((.+ .+)\)", name):
        return both.group(2)
    return name


def _problem_of(line: Line, said: str) -> Problem | None:
    if not any(sign.isalpha() for sign in line.name):
        return Problem(line.number, "no_name", said[:60])
    if len(line.name) > LONGEST_NAME:
        return Problem(line.number, "too_long", line.name[:60])
    return None


def _merged(kind: Kind, lines: list[Line], problems: list[Problem]) -> Report:
    """Each person once: the same e-mail address, or the same name where not both have one."""
    merged: dict[int, Line] = {}
    by_email: dict[str, int] = {}
    by_name: dict[str, list[int]] = {}
    for line in lines:
        first = _same(line, merged, by_email, by_name)
        if first is None:
            merged[line.number] = line
            by_name.setdefault(line.name.casefold(), []).append(line.number)
            first = line.number
        else:
            merged[first] = _joined(merged[first], line)
            if kind in ("pasted", "sign_in"):
                problems.append(Problem(line.number, "repeated", str(first)))
        if line.email:
            by_email.setdefault(line.email.casefold(), first)
    kept = list(merged.values())
    if len(kept) > MOST_LINES:
        problems.append(Problem(kept[MOST_LINES].number, "too_many", str(MOST_LINES)))
    return Report(kind, tuple(kept[:MOST_LINES]), tuple(sorted(problems, key=lambda problem: problem.number)))


def _same(line: Line, merged: dict[int, Line], by_email: dict[str, int], by_name: dict[str, list[int]]) -> int | None:
    if line.email and line.email.casefold() in by_email:
        return by_email[line.email.casefold()]
    for number in by_name.get(line.name.casefold(), []):
        other = merged[number]
        if (not line.email or not other.email) and (line.organisation or other.organisation) == (
                other.organisation or line.organisation):
            return number
    return None


def _joined(one: Line, other: Line) -> Line:
    known = [minutes for minutes in (one.minutes, other.minutes) if minutes is not None]
    return replace(one, organisation=one.organisation or other.organisation, email=one.email or other.email,
                   minutes=sum(known) if known else None)


def _words(text: str) -> str:
    return " ".join(text.split())
