"""Check every row of every file before anything is written. Pure Python, no Django."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from peripheria.world.layout import BY_NAME, FILES, ORDERED_DAYS, PILOT_OF_SESSION, FileLayout
from peripheria.world.problems import Problem, ProblemList, TooManyProblems, WorldRefused
from peripheria.world.questions import WorldQuestion, question_named
from peripheria.world.reading import Values, WorldFile
from peripheria.world.staging import LEVEL_QUESTION, LEVEL_SURVEY, AnswerStage


class World:
    """The checked files of a folder: rows by file, responses gathered, counts and duplicates.

    ``methods`` and ``groups`` are the codes that the catalogue knows. Raises WorldRefused with every problem
    found (at most MOST_SHOWN). ``scratch`` is an empty folder for the answers while they are sorted.
    """

    def __init__(
        self, folder: Path, *, scratch: Path, methods: set[str], groups: set[str], core: bool
    ) -> None:
        self.folder = folder
        self.counts: dict[str, int] = {}
        self.duplicates: dict[str, int] = {}
        self.stage = AnswerStage(scratch)
        self._core = core
        self._known: dict[str, Any] = {
            "method": methods,
            "group": groups,
            "pilot": set(),
            "stakeholder": set(),
            "session": {},
            "decision": set(),
        }
        self._questions: dict[str, WorldQuestion] = {}
        self._problems = ProblemList()
        self.cutoff: date | None = None

    def has(self, name: str) -> bool:
        """Whether a file is there and asked for."""
        layout = BY_NAME[name]
        return layout.core or (not self._core and (self.folder / f"{name}.csv").exists())

    def rows(self, name: str) -> Iterator[Values]:
        """The checked rows of a file; nothing where an optional file is not there. A repeat is left out."""
        if self.has(name):
            yield from (values for _line, values in self._first_rows(BY_NAME[name]))

    def question(self, code: str) -> WorldQuestion:
        if code not in self._questions:
            self._questions[code] = question_named(code)
        return self._questions[code]

    def check(self) -> None:
        """Read everything once; WorldRefused where anything is wrong."""
        with suppress(TooManyProblems):
            self._check_files()
        if self._problems.found:
            raise WorldRefused(self._problems.found)

    def _check_files(self) -> None:
        if not self.folder.is_dir():
            self._problems.add(Problem(str(self.folder), "this folder is missing"))
            return
        self.cutoff = self._read_cutoff()
        for layout in FILES:
            if layout.core and not (self.folder / f"{layout.name}.csv").is_file():
                self._problems.add(Problem(f"{layout.name}.csv", "this file is missing"))
        for layout in FILES:
            # what refers to rows that could not be read would only repeat the same problem
            if self.has(layout.name) and not self._problems.found:
                self._check_file(layout)
        for response in self.stage.responses():
            for file, line, column, here, there in response.conflicts:
                self._problems.add(
                    Problem(
                        file,
                        f"expected {there!r} as in the other rows of response {response.response_id!r}",
                        line,
                        column,
                        here,
                    )
                )

    def _check_file(self, layout: FileLayout) -> None:
        special: dict[str, Callable[[int, Values], None]] = {
            "responses": self._stage_answer,
            "feedback_levels": self._stage_level,
        }
        keep = special.get(layout.name)
        count = 0
        for line, values in self._first_rows(layout, checking=True):
            count += 1
            if keep:
                keep(line, values)
        if keep:
            kept = self.stage.count(levels=layout.name == "feedback_levels")
            self.duplicates[layout.name] = count - kept
            count = kept
        self.counts[layout.name] = count

    def _first_rows(self, layout: FileLayout, *, checking: bool = False) -> Iterator[tuple[int, Values]]:
        """Rows whose key has not come before; while checking, also all references, days and repeats."""
        key_at = [layout.positions[name] for name in layout.key]
        seen: dict[Values, int] = {}
        repeats = 0
        for line, values in WorldFile(self.folder, layout).rows(self._problems):
            if checking and not self._row_is_good(layout, line, values):
                continue
            if key_at:
                key = tuple(values[at] for at in key_at)
                if first := seen.get(key):
                    repeats += 1
                    if not layout.first_counts:
                        self._tell_repeat(layout, line, values, first)
                    continue
                seen[key] = line
            yield line, values
        if checking:
            self.duplicates[layout.name] = repeats

    def _tell_repeat(self, layout: FileLayout, line: int, values: Values, first: int) -> None:
        column = layout.key[-1]
        value = values[layout.positions[column]]
        self._problems.add(
            Problem(
                f"{layout.name}.csv",
                f"already in line {first}; expected once",
                line,
                column,
                "" if value is None else str(value),
            )
        )

    def _row_is_good(self, layout: FileLayout, line: int, values: Values) -> bool:
        before = len(self._problems.found)
        self._check_references(layout, line, values)
        for first, last in ORDERED_DAYS.get(layout.name, ()):
            start, end = values[layout.positions[first]], values[layout.positions[last]]
            if start and end and end < start:
                self._tell(layout, line, last, str(end), f"expected a day not before {first} ({start})")
        if layout.name in PILOT_OF_SESSION:
            self._check_pilot_of_session(layout, line, values)
        if layout.defines:
            self._define(layout, line, values)
        elif layout.name == "planned_sessions":
            if values[0] in self._known["session"]:
                self._tell(
                    layout, line, "session_id", values[0], "expected an id that sessions.csv does not have"
                )
            self._known["session"][values[0]] = values[1]
        return len(self._problems.found) == before

    def _define(self, layout: FileLayout, line: int, values: Values) -> None:
        known = self._known[layout.defines]
        if isinstance(known, dict):
            known.setdefault(values[0], values[1])
        else:
            known.add(values[0])

    def _check_references(self, layout: FileLayout, line: int, values: Values) -> None:
        for column, value in zip(layout.columns, values, strict=True):
            if column.refers and value is not None and value not in self._known[column.refers]:
                where = {"method": "the catalogue of methods", "group": "the catalogue of stakeholder groups"}
                source = where.get(column.refers, f"{column.refers}s.csv")
                self._tell(layout, line, column.name, value, f"expected a {column.refers} of {source}")

    def _check_pilot_of_session(self, layout: FileLayout, line: int, values: Values) -> None:
        session, pilot = values[layout.positions["session_id"]], values[layout.positions["pilot"]]
        owner = self._known["session"].get(session, pilot)
        if owner != pilot:
            self._tell(
                layout,
                line,
                "session_id",
                session,
                f"expected a session of pilot {pilot!r}, not of {owner!r}",
            )

    def _stage_answer(self, line: int, values: Values) -> None:
        response_id, pilot, survey, code, value, session, stakeholder, submitted = values
        layout = BY_NAME["responses"]
        question = self.question(code)
        if not question.takes(value):
            self._tell(layout, line, "value", f"{value:g}", f"expected {question.expected}")
        if survey == LEVEL_SURVEY and session is None:
            self._tell(layout, line, "session_id", "", "expected the session that the feedback is about")
        self.stage.add(
            (
                response_id,
                code,
                value,
                None,
                line,
                pilot,
                survey,
                session,
                stakeholder,
                submitted.isoformat() if submitted else None,
            )
        )

    def _stage_level(self, line: int, values: Values) -> None:
        response_id, session, level = values
        self.stage.add(
            (
                response_id,
                LEVEL_QUESTION,
                level,
                line,
                None,
                self._known["session"][session],
                LEVEL_SURVEY,
                session,
                None,
                None,
            )
        )

    def _tell(self, layout: FileLayout, line: int, column: str, value: str, message: str) -> None:
        self._problems.add(Problem(f"{layout.name}.csv", message, line, column, value))

    def _read_cutoff(self) -> date | None:
        path = self.folder / "truth.json"
        if not path.exists():
            return None
        try:
            cutoff = json.loads(path.read_text(encoding="utf-8")).get("cutoff")
            return date.fromisoformat(cutoff) if cutoff else None
        except (ValueError, AttributeError, TypeError) as error:
            self._problems.add(Problem(path.name, f"expected JSON with a date as cutoff ({error})"))
            return None
