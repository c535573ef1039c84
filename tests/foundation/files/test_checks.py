"""What an uploaded file is, by its content; hostile ones are refused with a sentence, in bounded memory."""

import contextlib
import io
import tracemalloc

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from foundation.files.checks import LARGEST, Found, check_file
from foundation.files.names import LONGEST, clean_name
from tests.foundation.files import hostile

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def looked_at(name: str, data: bytes) -> Found:
    return check_file(io.BytesIO(data), name=name, size=len(data))


@pytest.mark.parametrize(("name", "data", "found"), [
    ("a.jpg", hostile.picture(), Found("image/jpeg", ".jpg", True)),
    ("a.JPEG", hostile.picture(), Found("image/jpeg", ".jpg", True)),
    ("a.png", hostile.picture("PNG"), Found("image/png", ".png", True)),
    ("a.jpg", hostile.picture("PNG"), Found("image/png", ".png", True)),
    ("a.webp", hostile.picture("WEBP"), Found("image/webp", ".webp", True)),
    ("a.gif", hostile.picture("GIF"), Found("image/gif", ".gif", True)),
    ("a.pdf", b"%PDF-1.7\n...", Found("application/pdf", ".pdf")),
    ("a.docx", hostile.office(".docx"), Found(DOCX, ".docx")),
    ("a.odt", hostile.open_document(), Found("application/vnd.oasis.opendocument.text", ".odt")),
    ("a.csv", "name;Größe\n".encode(), Found("text/csv", ".csv")),
    ("a.txt", "Größe".encode("latin-1"), Found("text/plain", ".txt")),
])
def test_what_is_taken(name: str, data: bytes, found: Found) -> None:
    assert looked_at(name, data) == found


@pytest.mark.parametrize(("name", "data", "sentence"), [
    ("photo.jpg", b"<!DOCTYPE html><script>alert(1)</script>", "Web pages and drawings"),
    ("photo.jpg", b"\n\n  <svg onload=alert(1)>", "Web pages and drawings"),
    ("a.svg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "Web pages and drawings"),
    ("a.txt", b"plain at first <ScRiPt>alert(1)</script>", "Web pages and drawings"),
    ("a.html", b"hello", "This kind of file is not taken"),
    ("a.exe", b"MZ\x90\x00", "This kind of file is not taken"),
    ("a.txt", b"MZ\x90\x00", "not a text file"),
    ("a.pdf", hostile.picture(), "by its content it would end in .jpg"),
    ("a.jpg", b"%PDF-1.7", "by its content it would end in .pdf"),
    ("a.docx", hostile.office(".xlsx"), "by its content it would end in .xlsx"),
    ("a.xlsx", hostile.office(xl__vbaProject_dot_bin=b"x"), "macros"),
    ("a.xlsx", hostile.archive_with_path(), "damaged"),
    ("a.xlsx", b"PK\x03\x04nothing", "damaged"),
    ("a.zip", hostile.office(".xlsx")[:0] + hostile.open_document()[:0] + b"PK\x03\x04", "damaged"),
    ("a.heic", b"\x00\x00\x00\x18ftypheic\x00", "HEIC"),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old office file"),
    ("a.txt", b"", "empty"),
])
def test_what_is_refused(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        looked_at(name, data)


def test_a_zip_bomb_is_refused_without_being_unpacked() -> None:
    bomb = hostile.zip_bomb()
    tracemalloc.start()
    with pytest.raises(ValidationError, match="unpacks to far more"):
        looked_at("sheet.xlsx", bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(bomb) < 1_000_000, peak < 1_000_000) == (True, True)


def test_too_many_bytes_are_refused_unread() -> None:
    class Unreadable(io.BytesIO):
        def read(self, *_args: object) -> bytes:
            raise AssertionError("read")

    with pytest.raises(ValidationError, match="larger than 25 MB"):
        check_file(Unreadable(), name="a.pdf", size=LARGEST + 1)


@pytest.mark.parametrize(("name", "clean"), [
    ("../../etc/passwd", "passwd"), ("..\\..\\boot.ini", "boot.ini"), ("/", "file"), ("", "file"), ("...", "file"),
    ("a\x00b\r\n.txt", "ab.txt"), ("gpj.\u202etxt", "gpj.txt"), ('a"b<c>.pdf', "a_b_c_.pdf"), (".htaccess", "htaccess"),
    ("Fotos im Gr\u0075\u0308nen.JPG", "Fotos im Grünen.JPG"), ("CON: x?.txt", "CON_ x_.txt"),
])
def test_a_name_is_made_harmless(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(st.text(max_size=400))
def test_any_name_is_short_and_has_no_path(name: str) -> None:
    clean = clean_name(name)
    assert 0 < len(clean) <= LONGEST
    assert set(clean) & set('/\\\x00\r\n"<>') == set()


@given(st.binary(max_size=300), st.sampled_from(["a.jpg", "a.xlsx", "a.txt", "a.pdf", "a"]))
def test_any_bytes_are_taken_or_refused(data: bytes, name: str) -> None:
    with contextlib.suppress(ValidationError):
        assert looked_at(name, data).ending
