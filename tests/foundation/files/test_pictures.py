"""Pictures are written anew: upright, without place or device, within bounds."""

import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from foundation.files.pictures import EDGE, rewritten
from tests.foundation.files import hostile


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_photo_stands_upright_and_does_not_say_where_it_was_taken() -> None:
    before = hostile.photo(orientation=6)
    after = rewritten(io.BytesIO(before))
    shown = opened(after.data)
    top, bottom = shown.getpixel((15, 5)), shown.getpixel((15, 55))
    assert (dict(opened(before).getexif().get_ifd(0x8825)) != {}, dict(shown.getexif())) == (True, {})
    assert [b"Exif" in data or b"Telephone" in data for data in (before, after.data)] == [True, False]
    assert (after.width, after.height, after.content_type) == (30, 60, "image/jpeg")
    assert (top[0] > 200 > top[2], bottom[2] > 200 > bottom[0]) == (True, True)  # red above, blue below


@pytest.mark.parametrize(("kind", "mode", "content_type"), [
    ("PNG", "RGB", "image/jpeg"), ("PNG", "RGBA", "image/png"), ("PNG", "P", "image/jpeg"), ("PNG", "1", "image/jpeg"),
    ("GIF", "P", "image/jpeg"), ("WEBP", "RGB", "image/jpeg"), ("JPEG", "CMYK", "image/jpeg"),
    ("JPEG", "L", "image/jpeg"),
])
def test_every_kind_becomes_one_of_two(kind: str, mode: str, content_type: str) -> None:
    after = rewritten(io.BytesIO(hostile.picture(kind, mode=mode)))
    assert (after.content_type, opened(after.data).size) == (content_type, (60, 30))


def test_a_large_photo_is_made_smaller() -> None:
    after = rewritten(io.BytesIO(hostile.picture(size=(EDGE + 800, 100))))
    assert (after.width, after.height) == (EDGE, 80)


def test_comments_and_text_in_a_picture_are_gone() -> None:
    after = rewritten(io.BytesIO(hostile.picture(comment=b"Alva Exempel, Street 1")))
    assert b"Alva" not in after.data


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (10_000, 10_000), (2_000_000_000, 1)])
def test_huge_dimensions_are_refused_by_the_header(width: int, height: int) -> None:
    with pytest.raises(ValidationError, match="million pixels"):
        rewritten(io.BytesIO(hostile.png_of(width, height)))


@pytest.mark.parametrize("data", [
    b"\xff\xd8\xff", hostile.picture()[:200], hostile.png_of(10, 10), b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF0000WEBP",
])
def test_a_damaged_picture_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(ValidationError, match="damaged"):
        rewritten(io.BytesIO(data))
