"""What an uploaded file really is, by its content; what is not on the list is refused with a sentence.

Never believed: the name, its ending, and the content type that the browser sends.
"""

import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
LARGEST = 25 * MEGABYTE
# of an office file, unpacked: so much altogether, so many parts, and so many times its packed size
UNPACKED_LARGEST = 200 * MEGABYTE
PARTS_MOST = 5000
RATIO_MOST = 200
HEAD = 4096
PICTURES = {
    b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF87a": "image/gif", b"GIF89a": "image/gif",
}
# by the part that says what it is: content type and ending
OFFICE = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"),
}
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
}
TEXTS = {".txt": "text/plain", ".csv": "text/csv", ".md": "text/plain"}
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<head", b"<body", b"<iframe", b"<img", b"<object")
MACROS = ("vbaproject.bin", "activex")


@dataclass(frozen=True)
class Found:
    """What a file is: its content type, the ending that fits, and whether it is a picture to be written anew."""

    content_type: str
    ending: str
    is_picture: bool = False


def check_file(file: IO[bytes], *, name: str, size: int) -> Found:
    """Look into ``file`` (left at its start) and say what it is.

    Raises ValidationError with a sentence for people: empty, too large, of a kind that is not taken, or not what its
    ending says.
    """
    if size == 0:
        raise ValidationError(_("The file is empty."))
    if size > LARGEST:
        raise ValidationError(_("The file is larger than %(most)d MB.") % {"most": LARGEST // MEGABYTE})
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    found = _recognised(file, head, name)
    file.seek(0)
    _check_ending(found, PurePosixPath(name).suffix.lower())
    return found


def _recognised(file: IO[bytes], head: bytes, name: str) -> Found:
    if kind := _picture(head):
        return Found(kind, ".jpg" if kind == "image/jpeg" else "." + kind.rpartition("/")[2], is_picture=True)
    if head.startswith(b"%PDF-"):
        return Found("application/pdf", ".pdf")
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    if head[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif", b"ftyphevc"}:
        raise ValidationError(_("Pictures of this kind (HEIC, AVIF) are not taken. Save it as JPEG and try again."))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(_("This is an old office file. Save it as .docx, .xlsx, .pptx or PDF and try again."))
    return _text(file, head, name)


def _picture(head: bytes) -> str:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in PICTURES.items() if head.startswith(start)), "")


def _office(file: IO[bytes]) -> Found:
    """An office file by its parts; sizes are read from the directory, nothing is unpacked but the type."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            _check_unpacked(parts)
            names = {part.filename for part in parts}
            if any(mark in name.lower() for name in names for mark in MACROS):
                raise ValidationError(_("Office files with macros are not taken."))
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 100:
                kind = packed.read("mimetype").strip()
                if kind in OPEN_DOCUMENT:
                    return Found(kind.decode(), OPEN_DOCUMENT[kind])
            if "[Content_Types].xml" in names:
                for part, (content_type, ending) in OFFICE.items():
                    if part in names:
                        return Found(content_type, ending)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise ValidationError(_("The file is damaged: it cannot be opened.")) from error
    raise ValidationError(_("Archives are not taken. Add the files one by one."))


def _check_unpacked(parts: list[zipfile.ZipInfo]) -> None:
    whole, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > PARTS_MOST or whole > UNPACKED_LARGEST or whole > RATIO_MOST * max(packed, 1024):
        raise ValidationError(_("The file unpacks to far more than it should. It is not taken."))
    if any(part.filename.startswith(("/", "\\")) or ".." in part.filename for part in parts):
        raise ValidationError(_("The file is damaged: it cannot be opened."))


def _text(file: IO[bytes], head: bytes, name: str) -> Found:
    ending = PurePosixPath(name).suffix.lower()
    if any(mark in head.lower() for mark in MARKUP) or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise ValidationError(_("Web pages and drawings (HTML, SVG, XML) are not taken. Save it as PDF or PNG."))
    if ending not in TEXTS:
        raise ValidationError(_("This kind of file is not taken. Take a picture, a PDF, an office file, text or CSV."))
    if b"\x00" in file.read():
        raise ValidationError(_("This is not a text file, whatever its name says."))
    return Found(TEXTS[ending], ending)


def _check_ending(found: Found, ending: str) -> None:
    """A picture is written anew and gets the ending that fits; everything else must be what it says."""
    if found.is_picture and ending in {"", ".jpg", ".jpeg", ".png", ".gif", ".webp"}:
        return
    if ending != found.ending:
        raise ValidationError(_("The file is not what its name says: by its content it would end in %(ending)s.") % {
            "ending": found.ending})
