"""Read one CSV file row by row, every field parsed by its column. Pure Python, no Django."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from peripheria.world.layout import Column, FileLayout
from peripheria.world.problems import Problem, ProblemList

Values = tuple[Any, ...]


class WorldFile:
    """One file of a world. ``rows`` may be called as often as one likes; it never holds more than a row."""

    def __init__(self, folder: Path, layout: FileLayout) -> None:
        self.layout = layout
        self.path = folder / f"{layout.name}.csv"
        self.name = self.path.name

    def rows(self, problems: ProblemList) -> Iterator[tuple[int, Values]]:
        """(line, values in the order of the layout; None for an empty field). A bad row is told and
        left out."""
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as stream:
                yield from self._parsed(csv.reader(stream, strict=True), problems)
        except FileNotFoundError:
            problems.add(Problem(self.name, "this file is missing"))
        except UnicodeDecodeError as error:
            problems.add(Problem(self.name, f"not UTF-8 text (byte {error.start} of a block read)"))

    def _parsed(self, reader: Any, problems: ProblemList) -> Iterator[tuple[int, Values]]:
        try:
            header: list[str] = next(reader, [])
            sources = self._sources(header, problems)
            if sources is None:
                return
            for fields in reader:
                if not fields:
                    continue
                if len(fields) != len(header):
                    problems.add(
                        Problem(self.name, f"{len(fields)} fields; expected {len(header)}", reader.line_num)
                    )
                    continue
                values = self._values(fields, sources, reader.line_num, problems)
                if values is not None:
                    yield reader.line_num, values
        except csv.Error as error:
            problems.add(Problem(self.name, f"not a CSV row ({error})", reader.line_num))

    def _sources(self, header: list[str], problems: ProblemList) -> list[tuple[Column, int | None]] | None:
        """Each column with its place in the header; None where one is missing or given twice."""
        wrong = False
        for column in self.layout.columns:
            times = header.count(column.name)
            if times > 1 or (times == 0 and not column.absent_ok):
                problems.add(
                    Problem(
                        self.name,
                        "this column is missing" if times == 0 else "this column stands twice",
                        1,
                        column.name,
                    )
                )
                wrong = True
        if wrong:
            return None
        return [
            (column, header.index(column.name) if column.name in header else None)
            for column in self.layout.columns
        ]

    def _values(
        self, fields: list[str], sources: list[tuple[Column, int | None]], line: int, problems: ProblemList
    ) -> Values | None:
        values: list[Any] = []
        wrong = False
        for column, at in sources:
            field = "" if at is None else fields[at]
            if not field:
                values.append(None)
                expected = f"expected {column.kind.expected}" if column.needed else ""
            else:
                expected = ""
                try:
                    values.append(column.kind.parse(field))
                except ValueError:
                    expected = f"expected {column.kind.expected}"
            if expected:
                problems.add(Problem(self.name, expected, line, column.name, field))
                wrong = True
        return None if wrong else tuple(values)
