"""A picture is kept upright, of a size a paper needs, with when and without where it was taken."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from yiben.ledger.pictures import LONGEST, THUMBNAIL, TooManyPixels, clean_picture, scaled
from yiben.ledger.stripping import strip

pytestmark = pytest.mark.pure

TAKEN = "2026:05:12 09:30:00"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>31,14.2N</exif:GPSLatitude></x:xmpmeta>"
IPTC = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x0a\x1c\x02\x5a\0\x05Wuhan"
SECRETS = (b"GPSLatitude", b"Wuhan", b"SerialX", b"\x88\x25", b"hidden words")
"""What tells a place, a device or a name; 0x8825 is Exif's pointer to the position."""


def exif(orientation: int = 1) -> Image.Exif:
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F] = "SerialX"
    made.get_ifd(0x8769)[0x9003] = TAKEN
    made.get_ifd(0x8825)[2] = (31.0, 14.0, 12.0)
    return made


def photo(size: tuple[int, int] = (400, 300), orientation: int = 1) -> bytes:
    """A photo that says everything it should not: position in three places, a device, a second picture, an archive."""
    picture = Image.linear_gradient("L").convert("RGB").resize(size)
    picture.paste((200, 10, 10), (0, 0, size[0] // 4, size[1] // 4))
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=90, exif=exif(orientation), xmp=XMP, comment=b"hidden words")
    data = kept.getvalue()
    segment = b"\xff\xed" + (len(IPTC) + 2).to_bytes(2, "big") + IPTC
    return data[:2] + segment + data[2:] + b"PK\x03\x04 hidden words"


def other(kind: str) -> bytes:
    picture, kept = Image.linear_gradient("L").convert("RGB"), io.BytesIO()
    if kind == "PNG":
        words = PngInfo()
        words.add_text("Comment", "hidden words")
        words.add_itxt("XML:com.adobe.xmp", XMP.decode())
        picture.save(kept, kind, exif=exif(), pnginfo=words)
    elif kind == "WEBP":
        picture.save(kept, kind, exif=exif().tobytes(), xmp=XMP)
    else:
        picture.quantize(16).save(kept, kind, comment=b"hidden words")
    return kept.getvalue() + b"PK\x03\x04 hidden words"


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def same_pixels(one: bytes, other: bytes) -> bool:
    return ImageChops.difference(opened(one).convert("RGB"), opened(other).convert("RGB")).getbbox() is None


@pytest.mark.parametrize("is_original", [False, True])
@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("size", [(400, 300), (2700, 300)])
def test_no_photo_tells_where_it_was_taken_and_each_tells_when(size, orientation, is_original):
    data = photo(size, orientation)
    cleaned = clean_picture(data, is_original=is_original)
    assert all(secret in data for secret in SECRETS)
    assert not [secret for secret in SECRETS if secret in cleaned.data or secret in cleaned.thumbnail]
    assert not opened(cleaned.data).getexif().get_ifd(0x8825)
    assert opened(cleaned.data).getexif().get_ifd(0x8769)[0x9003] == TAKEN
    assert cleaned.taken_at == datetime(2026, 5, 12, 9, 30)  # noqa: DTZ001


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_other_kinds_lose_their_words_and_keep_their_pixels(kind):
    data = other(kind)
    cleaned = clean_picture(data)
    assert b"hidden words" in data
    assert not [secret for secret in SECRETS if secret in cleaned.data]
    assert same_pixels(cleaned.data, data)
    assert opened(cleaned.data).format == kind


@pytest.mark.parametrize("data", [photo(), photo(orientation=6), photo((2700, 300)), other("PNG"), other("WEBP")])
@pytest.mark.parametrize("is_original", [False, True])
def test_cleaning_twice_changes_nothing(data, is_original):
    once = clean_picture(data, is_original=is_original).data
    assert clean_picture(once, is_original=is_original).data == once


def test_an_original_keeps_its_pixels_and_how_it_is_turned():
    data = photo((2700, 300), orientation=6)
    kept = clean_picture(data, is_original=True).data
    assert same_pixels(kept, data)
    assert opened(kept).getexif()[0x0112] == 6


def test_another_is_scaled_and_stands_upright():
    kept = opened(clean_picture(photo((2700, 300), orientation=6)).data)
    assert kept.size == (round(300 * LONGEST / 2700), LONGEST)
    assert kept.getexif().get(0x0112, 1) == 1
    red, green, _blue = kept.getpixel((kept.width - 5, 5))
    assert red > 150 > green  # the corner that was at the top left


def test_a_small_upright_photo_keeps_its_pixels():
    assert same_pixels(clean_picture(photo()).data, photo())


def test_a_bitmap_becomes_a_png_of_the_same_pixels():
    kept = io.BytesIO()
    Image.linear_gradient("L").save(kept, "BMP")
    cleaned = clean_picture(kept.getvalue())
    assert cleaned.media_type == "image/png"
    assert same_pixels(cleaned.data, kept.getvalue())


def test_a_thumbnail_is_small_and_tells_nothing():
    small = opened(clean_picture(photo((2700, 300))).thumbnail)
    assert max(small.size) == THUMBNAIL
    assert not small.getexif()


def test_a_picture_for_a_paper_is_a_small_jpeg_on_white():
    kept = io.BytesIO()
    Image.new("RGBA", (900, 300), (0, 0, 0, 0)).save(kept, "PNG")
    data, width, height = scaled(kept.getvalue(), 600)
    assert (width, height) == (600, 200)
    assert opened(data).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
@pytest.mark.parametrize("data", [photo()[:-30], other("PNG")[:-30], other("WEBP")[:-30]])
def test_a_picture_that_is_cut_off_is_refused(data, share):
    with pytest.raises((OSError, SyntaxError, ValueError)):
        clean_picture(data[: int(len(data) * share)])


def test_too_many_pixels_are_refused_unread():
    kept = io.BytesIO()
    Image.new("1", (9000, 8000)).save(kept, "PNG")
    with pytest.raises(TooManyPixels):
        clean_picture(kept.getvalue())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xe1\0", b"GIF89a" + b"\0" * 9, b"RIFF\0\0\0\0WEBP"]
)
def test_what_does_not_keep_to_its_format_is_no_picture(kind, data):
    with pytest.raises(ValueError, match=r"the file|no |a chunk"):
        strip(data, kind)


def test_a_moment_that_is_none_is_not_told():
    made, kept = exif(), io.BytesIO()
    made.get_ifd(0x8769)[0x9003] = "0000:00:00 00:00:00"
    Image.new("RGB", (9, 9)).save(kept, "JPEG", exif=made)
    assert clean_picture(kept.getvalue()).taken_at is None
