"""Files as people send them, and as attackers would."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

OFFICE_TYPES = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 30), mode: str = "RGB", **save: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    drawn = Image.new("RGB", size, "red")
    drawn.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    target = io.BytesIO()
    drawn.convert(mode).save(target, kind, **save)
    return target.getvalue()


def photo(orientation: int = 6) -> bytes:
    """A JPEG as a telephone writes it: lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Telephone maker"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (IFDRational(53), IFDRational(4), IFDRational(30))
    place[3], place[4] = "E", (IFDRational(8), IFDRational(48), IFDRational(0))
    return picture(exif=exif.tobytes())


def office(ending: str = ".xlsx", **more: bytes) -> bytes:
    """The least that is an office file; ``more`` are further parts by name, with __ for /."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(OFFICE_TYPES[ending], "<main/>")
        for name, data in more.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return target.getvalue()


def open_document() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    return target.getvalue()


def zip_bomb() -> bytes:
    """A few hundred kilobytes that say they are an .xlsx and unpack to 300 MB."""
    return office(xl__sheet_dot_xml=bytes(300 * 1024 * 1024))


def archive_with_path() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("[Content_Types].xml", "x")
        packed.writestr("xl/workbook.xml", "x")
        packed.writestr("../../evil.py", "x")
    return target.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG of a hundred bytes that claims to be that large."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
