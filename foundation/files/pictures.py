"""Write a picture anew: upright, without what the camera noted (place, time, device), within bounds.

Pillow is imported by the functions: the web process starts without it.
"""

import io
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# a file of some kilobytes may claim more pixels than memory has: refused by its header, before anything is unpacked
PIXELS_MOST = 40_000_000
JPEG_PIXELS_MOST = 60_000_000
EDGE = 3200
THUMBNAIL_EDGE = 480


@dataclass(frozen=True)
class Picture:
    """A picture as we wrote it."""

    data: bytes
    content_type: str
    ending: str
    width: int
    height: int


def rewritten(file: IO[bytes], *, edge: int = EDGE) -> Picture:
    """The picture upright, at most ``edge`` pixels long, as JPEG or, where it has transparency, PNG.

    Nothing but pixels and the colour profile is kept. Raises ValidationError where it cannot be opened or has more
    than PIXELS_MOST pixels.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - heavy, for few requests

    try:
        with Image.open(file, formats=["JPEG", "PNG", "WEBP", "GIF"]) as opened:
            _check_size(opened)
            opened.draft("RGB", (edge, edge))  # a JPEG is unpacked at about the size that is needed
            upright = ImageOps.exif_transpose(opened)
            return _written(upright, opened.info.get("icc_profile"), edge)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_too_large()) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError, IndexError, KeyError) as error:
        raise ValidationError(_("The picture is damaged: it cannot be opened.")) from error


def _too_large() -> str:
    return _("The picture has more than %(most)d million pixels. Make it smaller and try again.") % {
        "most": PIXELS_MOST // 1_000_000}


def _check_size(opened: Any) -> None:
    width, height = opened.size
    if width * height > (JPEG_PIXELS_MOST if opened.format == "JPEG" else PIXELS_MOST):
        raise ValidationError(_too_large())


def _written(picture: Any, profile: bytes | None, edge: int) -> Picture:
    from PIL import Image  # noqa: PLC0415 - heavy, for few requests

    is_transparent = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    kept = picture.convert("RGBA" if is_transparent else "RGB")
    kept.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    kept.info = {}
    colours = {"icc_profile": profile} if profile and picture.mode in {"RGB", "RGBA"} else {}
    target = io.BytesIO()
    if is_transparent:
        kept.save(target, "PNG", optimize=False, **colours)
        return Picture(target.getvalue(), "image/png", ".png", *kept.size)
    kept.save(target, "JPEG", quality=86, exif=b"", **colours)
    return Picture(target.getvalue(), "image/jpeg", ".jpg", *kept.size)
