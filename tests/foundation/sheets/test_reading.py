"""Rows come out as the spreadsheet shows them, and what cannot be read is refused with its place."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.sheets import Limits, Row, SheetRefused, column_letter, read_rows, read_sheets

TEXT = "Naïve;Größe\nŻółć;É\n"


def rows(content: bytes, **limits: int) -> list[tuple[int, tuple[str, ...]]]:
    return [tuple(row) for row in read_rows(io.BytesIO(content), limits=Limits(**limits))]


def book(*lines: list[Any], change: Callable[[Any], None] = lambda _book: None) -> bytes:
    made, file = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        made.active.append(line)
    change(made)
    made.save(file)
    return file.getvalue()


def repacked(content: bytes, name: str, text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, text if part.filename == name else old.read(part))
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_unicode_is_read(encoding: str) -> None:
    assert rows(TEXT.encode(encoding)) == [(1, ("Naïve", "Größe")), (2, ("Żółć", "É"))]


def test_what_is_not_unicode_is_western() -> None:
    assert rows("Müller;10 €;\x81\n".encode("cp1252", "ignore") + b"a;b;\x81c") == [
        (1, ("Müller", "10 €")), (2, ("a", "b", "\x81c"))]


@pytest.mark.parametrize(("text", "expected"), [
    ("a,b\n1,2\n", ("1", "2")), ("a;b\n1,5;2,5\n", ("1,5", "2,5")), ("a\tb\n1\t2, 3\n", ("1", "2, 3")),
    ('a,b\n"x;y;z",2\n', ("x;y;z", "2")), ("only\none\n", ("one",)),
])
def test_the_delimiter_is_found(text: str, expected: tuple[str, ...]) -> None:
    assert rows(text.encode())[1] == (2, expected)


def test_a_line_that_says_the_delimiter_is_a_row_of_the_sheet() -> None:
    assert rows(b"sep=;\na;b,c\n") == [(2, ("a", "b,c"))]


def test_numbers_count_blank_rows_and_records_of_several_lines() -> None:
    assert rows(b'a,b\n\n,,\n"two\nlines",x\nlast,y') == [(1, ("a", "b")), (4, ("two\nlines", "x")), (5, ("last", "y"))]


def test_a_workbook_gives_text_the_same_way_for_everybody() -> None:
    content = book(
        ["Name", None, 42, 42.0, 0.1, 32470123456], [], [dt.date(2026, 3, 1), dt.datetime(2026, 3, 1, 14, 30),
                                                         dt.time(9, 5), True, "'+32 2", "  x\xa0y\u200b "])
    assert rows(content) == [
        (1, ("Name", "", "42", "42", "0.1", "32470123456")),
        (3, ("2026-03-01", "2026-03-01 14:30", "09:05", "TRUE", "+32 2", "x y")),
    ]


def test_the_first_visible_sheet_is_read() -> None:
    def hide_first(made: Any) -> None:
        made.create_sheet("second").append(["seen"])
        made.active.sheet_state = "hidden"

    assert rows(book(["hidden"], change=hide_first)) == [(1, ("seen",))]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 3_000_000)
    return file.getvalue()


def archive_of(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("_", "."), text)
    return file.getvalue()


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "The file is empty."),
    (b"\n\n,,\n", "The file is empty."),
    (b"x" * 2_000_001, "The file has 2000001 bytes; at most 2000000 are read."),
    (b"%PDF-1.7 ...", "The file is no CSV or XLSX table: it contains a PDF."),
    (b"\x00\x01\x02\x00\x00\x05", "The file is no CSV or XLSX table: it contains binary data."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "The file is an old or password-protected workbook. Save it as XLSX without a "
                                  "password, or as CSV."),
    (archive_of(mimetype="x", content_xml="<a/>"), "The file is an OpenDocument table. Save it as XLSX or as CSV."),
    (archive_of(readme="x"), "The file is no CSV or XLSX table: it contains an archive without a workbook."),
    (b"PK\x03\x04 and nothing", "The workbook cannot be read: File is not a zip file."),
    (bomb(), "The workbook unpacks to 3000004 bytes; at most 1000000 are read."),
    (b"a\nb\nc\nd\n", "Row 4: the table has more than 3 rows."),
    (b"a,b\n1,2,3,4,5\n", "Row 2 has 5 columns; at most 4 are read."),
    (b"a,b\nx," + b"y" * 51, "Row 2, column B: the text has more than 50 characters. A quotation mark may be missing."),
    (book(["a"], ["y" * 51]), "Row 2, column A: the text has more than 50 characters. A quotation mark may be "
                              "missing."),
    (repacked(book(["a"]), "xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "a">]><x/>'),
     "The workbook cannot be read: xl/workbook.xml has a document type."),
    (repacked(book(["a"]), "xl/worksheets/sheet1.xml", "<worksheet"),
     "The workbook cannot be read: ParseError."),
], ids=lambda value: "" if isinstance(value, bytes) else value[:20])
def test_what_is_not_read_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    with pytest.raises(SheetRefused) as refused:
        rows(content, size=2_000_000, unpacked_size=1_000_000, rows=3, columns=4, cell=50)
    assert str(refused.value) == sentence


def test_a_row_far_below_is_refused_and_does_not_hang() -> None:
    far = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' \
          '<row r="99999999999"><c r="A99999999999" t="n"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(SheetRefused, match="more than 1048576 rows"):
        rows(repacked(book(["a"]), "xl/worksheets/sheet1.xml", far))


def test_the_file_stays_open_for_its_owner() -> None:
    file = io.BytesIO(b"a,b\n")
    list(read_rows(file))
    assert file.seek(0) == 0


@given(st.integers(1, 18278))
def test_columns_are_lettered_as_in_a_workbook(number: int) -> None:
    assert column_letter(number) == openpyxl.utils.get_column_letter(number)


def test_all_sheets_of_a_workbook_end_where_their_text_ends() -> None:
    made = openpyxl.Workbook()
    made.active.title = "survey"
    made.active.append(["type", "name"])
    made.active["B5"] = "late"
    made.active["A2100"] = "too late"
    made.create_sheet("choices").append(["yes", 1])
    out = io.BytesIO()
    made.save(out)
    assert read_sheets(out) == {
        "survey": [Row(1, ("type", "name")), Row(5, ("", "late"))], "choices": [Row(1, ("yes", "1"))]}
    with pytest.raises(SheetRefused, match="no workbook"):
        read_sheets(io.BytesIO(b"a,b"))
