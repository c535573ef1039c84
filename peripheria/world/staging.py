"""Bring the answers of a response together: one row is one answer, and those of a response lie far apart.

The rows go into a temporary SQLite file ordered by response and question: millions of them need no memory.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path

LEVEL_QUESTION = "perceived_level"
LEVEL_SURVEY = "session_feedback"
BATCH = 20_000
OWN_COLUMNS = ("pilot", "survey", "session_id", "stakeholder_id", "submitted_on")
LEVEL_COLUMNS = ("response_id", "session_id")
TABLE = """CREATE TABLE answer (response TEXT, question TEXT, value REAL, level_line INT, line INT,
    pilot TEXT, survey TEXT, session TEXT, stakeholder TEXT, submitted TEXT,
    PRIMARY KEY (response, question)) WITHOUT ROWID"""
AnswerRow = tuple[
    str, str, float | None, int | None, int | None, str, str, str | None, str | None, str | None
]


@dataclass
class StagedResponse:
    """One response with all its answers; a value of None was shown and not answered."""

    response_id: str
    pilot: str
    survey: str
    session: str | None
    stakeholder: str | None
    submitted_on: date | None
    answers: dict[str, float | None] = field(default_factory=dict)
    # (file, line, column, value, what the response has elsewhere)
    conflicts: list[tuple[str, int, str, str, str]] = field(default_factory=list)


class AnswerStage:
    """A temporary table of answers; the first answer of a response to a question counts."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "answers.sqlite3", isolation_level=None)
        for order in ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-65536", TABLE):
            self._database.execute(order)
        self._waiting: list[AnswerRow] = []

    def add(self, row: AnswerRow) -> None:
        self._waiting.append(row)
        if len(self._waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        self._database.execute("BEGIN")
        self._database.executemany("INSERT OR IGNORE INTO answer VALUES (?,?,?,?,?,?,?,?,?,?)", self._waiting)
        self._database.execute("COMMIT")
        self._waiting.clear()

    def close(self) -> None:
        self._database.close()

    def count(self, *, levels: bool) -> int:
        """How many rows were kept of feedback_levels.csv (``levels``) or of responses.csv."""
        self.flush()
        which = "NOT NULL" if levels else "NULL"
        query = f"SELECT count(*) FROM answer WHERE level_line IS {which}"  # noqa: S608
        return int(self._database.execute(query).fetchone()[0])

    def questions(self) -> dict[str, list[str]]:
        """The question codes of each survey, in alphabetical order."""
        self.flush()
        found: dict[str, list[str]] = {}
        for survey, code in self._database.execute(
            "SELECT DISTINCT survey, question FROM answer ORDER BY survey, question"
        ):
            found.setdefault(survey, []).append(code)
        return found

    def responses(self) -> Iterator[StagedResponse]:
        """All responses in the order of their ids."""
        self.flush()
        rows = self._database.execute("SELECT * FROM answer ORDER BY response, question")
        for _response_id, group in groupby(rows, key=lambda row: row[0]):
            yield _gathered(list(group))


def _gathered(rows: list[AnswerRow]) -> StagedResponse:
    """The response of the rows; those of responses.csv say whose it is, feedback_levels.csv comes after."""
    rows = sorted(rows, key=lambda row: (row[3] is not None, row[4] if row[3] is None else row[3]))
    response_id, _question, _value, _level, _line, pilot, survey, session, stakeholder, submitted = rows[0]
    response = StagedResponse(
        response_id, pilot, survey, session, stakeholder, date.fromisoformat(submitted) if submitted else None
    )
    for row in rows:
        response.answers[row[1]] = row[2]
        columns: tuple[str, ...]
        here: tuple[str | None, ...]
        there: tuple[str | None, ...]
        # a row of feedback_levels.csv has no pilot and no day of its own
        if row[3] is None:
            file, line, columns = "responses.csv", row[4] or 0, OWN_COLUMNS
            here, there = row[5:], rows[0][5:]
        else:
            file, line, columns = "feedback_levels.csv", row[3], LEVEL_COLUMNS
            here, there = row[6:8], rows[0][6:8]
        response.conflicts += [
            (file, line, column, mine or "", theirs or "")
            for column, mine, theirs in zip(columns, here, there, strict=True)
            if mine != theirs
        ]
    return response
