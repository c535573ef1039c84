import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.tables.atomic_file import atomic_path, write_lines
from foundation.tables.csv_writer import csv_lines
from foundation.tables.safe_cells import safe_cell, safe_text
from foundation.tables.xlsx_writer import Column, Sheet, write_xlsx

RISKY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\uff1d1",
    '=HYPERLINK("http://x","y")',
]


def parsed(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def cells(path):
    book = openpyxl.load_workbook(path)
    return {
        page.title: [[(c.value, c.data_type) for c in row] for row in page.iter_rows()]
        for page in book.worksheets
    }


@pytest.mark.parametrize("text", RISKY)
def test_risky_text_is_made_safe(text):
    assert (safe_text(text), safe_cell(text)) == ("'" + text, "'" + text)


@pytest.mark.parametrize("text", ["", "Milan", "a=b", "1-2", "'=1", " plain"])
def test_plain_text_stays(text):
    assert safe_text(text) == text


def test_values_that_are_not_text_keep_their_precision():
    zone = timezone(timedelta(hours=2))
    values = [
        None,
        True,
        False,
        -3,
        -0.1,
        Decimal("-1.50"),
        date(2025, 3, 1),
        datetime(2025, 3, 1, 9, 30, tzinfo=zone),
    ]
    assert [safe_cell(value) for value in values] == [
        "",
        "true",
        "false",
        "-3",
        "-0.1",
        "-1.50",
        "2025-03-01",
        "2025-03-01T09:30:00+02:00",
    ]


def test_an_object_is_not_a_cell():
    with pytest.raises(TypeError):
        safe_cell(object())  # type: ignore[arg-type]


def test_csv_is_rfc_4180():
    rows = [["a,b", 'say "hi"', "two\r\nlines"], ["Umeå", None, 1.5]]
    assert list(csv_lines(["x", "=y", "z"], rows)) == [
        "x,'=y,z\r\n",
        '"a,b","say ""hi""","two\r\nlines"\r\n',
        "Umeå,,1.5\r\n",
    ]


def test_csv_with_byte_order_mark():
    assert next(csv_lines(["x"], [], bom=True)) == "\ufeffx\r\n"


def test_csv_is_streamed():
    def rows():
        yield [1]
        raise AssertionError("read ahead")

    lines = csv_lines(["x"], rows())
    assert [next(lines), next(lines)] == ["x\r\n", "1\r\n"]


def test_csv_refuses_a_row_of_another_width():
    with pytest.raises(ValueError):
        list(csv_lines(["x", "y"], [[1]]))


@given(
    st.lists(
        st.tuples(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"))), max_size=5
    )
)
def test_csv_round_trip(rows):
    text = "".join(csv_lines(["x", "y"], rows))
    assert parsed(text) == [["x", "y"], *([safe_text(a), safe_text(b)] for a, b in rows)]


def test_xlsx_round_trip_with_codebook(tmp_path):
    columns = [
        Column("text"),
        Column("n", "integer"),
        Column("value", "number"),
        Column("ok", "boolean"),
        Column("day", "date"),
        Column("at", "datetime"),
    ]
    at = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
    rows = ([f"row {i}", i, i + 0.1, i == 1, date(2025, 3, i), at] for i in (1, 2))
    about = Sheet("about", [Column("field"), Column("meaning", width=60)], [["n", "answers"]])
    path = tmp_path / "out.xlsx"
    assert write_xlsx(path, [Sheet("data", columns, rows), about]) == 3
    book = openpyxl.load_workbook(path)
    day = datetime(2025, 3, 1, 9, 30)
    assert [list(row) for row in book["data"].values] == [
        ["text", "n", "value", "ok", "day", "at"],
        ["row 1", 1, 1.1, True, datetime(2025, 3, 1), day],
        ["row 2", 2, 2.1, False, datetime(2025, 3, 2), day],
    ]
    assert [list(row) for row in book["about"].values] == [["field", "meaning"], ["n", "answers"]]


def test_xlsx_text_is_never_formula_nor_link(tmp_path):
    path = tmp_path / "out.xlsx"
    risky = [*RISKY, "https://elsewhere.example/", "{=A1}"]
    write_xlsx(path, [Sheet("data", [Column("=x")], [[text] for text in risky])])
    found = cells(path)["data"]
    assert [kind for row in found for _, kind in row] == ["s"] * (len(risky) + 1)
    page = openpyxl.load_workbook(path)["data"]
    assert [cell.hyperlink for row in page.iter_rows() for cell in row] == [None] * (len(risky) + 1)


def test_xlsx_zone_missing_and_not_finite(tmp_path):
    path = tmp_path / "out.xlsx"
    at = datetime(2025, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    columns = [Column("at", "datetime"), Column("x", "number"), Column("y", "number"), Column("z")]
    write_xlsx(path, [Sheet("data", columns, [[at, float("nan"), Decimal("1.5"), "a\x00b"]])])
    page = openpyxl.load_workbook(path)["data"]
    assert list(page.values)[1] == (datetime(2025, 3, 1, 7, 30), None, 1.5, "ab")


def test_xlsx_long_table_goes_on_in_the_next_sheet(tmp_path):
    path = tmp_path / "out.xlsx"
    long = Sheet(
        "a/very long name of a sheet that does not fit", [Column("n", "integer")], ([i] for i in range(5))
    )
    assert (
        write_xlsx(path, [long, Sheet("A very long name of a sheet that", [Column("x")], [])], most_rows=3)
        == 5
    )
    assert {name: [row[0][0] for row in rows] for name, rows in cells(path).items()} == {
        "a very long name of a sheet tha": ["n", 0, 1],
        "a very long name of a sheet (2)": ["n", 2, 3],
        "a very long name of a sheet (3)": ["n", 4],
        "A very long name of a sheet (4)": ["x"],
    }


@pytest.mark.parametrize(
    ("column", "row", "error"),
    [
        (Column("n", "integer"), ["5"], TypeError),
        (Column("n", "number"), [True], TypeError),
        (Column("t"), [5], TypeError),
        (Column("d", "date"), ["2025-01-01"], TypeError),
        (Column("t"), ["x" * 32_768], ValueError),
        (Column("t"), ["a", "b"], ValueError),
    ],
)
def test_xlsx_refuses_what_does_not_fit_and_leaves_the_old_file(tmp_path, column, row, error):
    path = tmp_path / "out.xlsx"
    path.write_text("old")
    with pytest.raises(error):
        write_xlsx(path, [Sheet("data", [column], [row])])
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {"out.xlsx": "old"}


def test_file_appears_whole_or_not_at_all(tmp_path):
    target = tmp_path / "out.csv"

    def lines():
        yield "a\r\n"
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        write_lines(target, lines())
    assert list(tmp_path.iterdir()) == []
    assert write_lines(target, ["å\r\n", "b\r\n"]) == 2
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"out.csv": "å\r\nb\r\n".encode()}


def test_temporary_file_stands_beside_the_target(tmp_path):
    with atomic_path(tmp_path / "x") as temporary:
        assert temporary.parent == tmp_path
        temporary.write_text("done")
    assert (tmp_path / "x").read_text() == "done"
