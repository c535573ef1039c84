"""CSV as it comes out of other people's programs: encoding and delimiter are found, not asked for."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Generator, Iterator
from typing import BinaryIO

from foundation.sheets.limits import SheetRefused

DELIMITERS = (",", ";", "\t")
SAMPLE = 64 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def _cp1252_or_latin(error: UnicodeError) -> tuple[str, int]:
    """The five bytes that cp1252 leaves open are read as Latin-1 has them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start:error.end].decode("latin-1"), error.end


codecs.register_error("latin", _cp1252_or_latin)


def records(file: BinaryIO) -> Generator[list[str], None, None]:
    """Every record of a CSV file, the blank ones as []; raises SheetRefused where a quotation never ends."""
    encoding = _encoding(file)
    text = io.TextIOWrapper(file, encoding=encoding, errors="latin" if encoding == "cp1252" else "strict", newline="")
    try:
        delimiter, has_line = _delimiter(text.read(SAMPLE))
        text.seek(0)
        if has_line:
            yield []  # the line "sep=;" is row 1 of the sheet
            text.readline()
        yield from _parsed(text, delimiter)
    except UnicodeError as error:
        raise SheetRefused("not_a_table", found="broken characters") from error
    finally:
        if not file.closed:
            text.detach()  # the file stays the caller's


def _parsed(text: io.TextIOWrapper, delimiter: str) -> Iterator[list[str]]:
    reader, row = csv.reader(text, delimiter=delimiter), 0
    while True:
        row += 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:  # a field beyond the parser's own limit
            raise SheetRefused("cell_too_long", row=row, column="?", allowed=csv.field_size_limit()) from error


def _encoding(file: BinaryIO) -> str:
    """By the mark at the start, by the zero bytes of UTF-16, else UTF-8 if all of it is, else cp1252."""
    start = file.read(4096)
    file.seek(0)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if b"\0" in start:
        return _without_mark(start)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(SAMPLE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)
    return "utf-8"


def _without_mark(start: bytes) -> str:
    """Western text in UTF-16 has a zero in nearly every second byte; anything else with zeros is no text."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > len(start) * 0.4 and not even:
        return "utf-16-le"
    if even > len(start) * 0.4 and not odd:
        return "utf-16-be"
    raise SheetRefused("not_a_table", found="binary data")


def _delimiter(sample: str) -> tuple[str, bool]:
    """The delimiter, and whether the first line says it. Else the one that gives most rows the same several cells."""
    first = sample.split("\n", 1)[0].strip().lower()
    if len(first) == 5 and first.startswith("sep=") and first[4] in DELIMITERS:
        return first[4], True
    if first == "sep=":  # a tab that was stripped
        return "\t", True
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter)), False


def _evenness(sample: str, delimiter: str) -> tuple[int, int]:
    """How many rows have the commonest number of cells above one, and that number."""
    try:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    except csv.Error:
        return 0, 0
    wide = [(rows, width) for width, rows in widths.items() if width > 1]
    return max(wide, default=(0, 0))
