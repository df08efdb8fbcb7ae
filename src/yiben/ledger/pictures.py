"""A picture as it is kept: upright, of a size a paper needs, without where it was taken, with when (pure).

Scaled pictures are written anew; an original keeps its pixels and loses only metadata (``stripping``).
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from datetime import datetime

from PIL import Image, ImageOps

from yiben.ledger.stripping import strip

LONGEST = 2560
"""Pixels of the long side of a picture that is not kept as an original: an A4 page at 220 dots an inch."""
THUMBNAIL = 320
LARGEST = 60_000_000
"""Pixels. Above that an image is taken for an attack on the server's memory."""
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
_QUALITY = 85
_ORIENTATION, _EXIF_POINTER, _TAKEN = 0x0112, 0x8769, 0x9003
_MOMENT = re.compile(r"(?:19[89]|20)\d\d?:\d\d:\d\d \d\d:\d\d:\d\d")
_READ = ("JPEG", "PNG", "WEBP", "GIF", "BMP")


class TooManyPixels(ValueError):
    """A picture that would need more memory than a page of paper ever does."""


@dataclass(frozen=True)
class Cleaned:
    """A picture to be kept: its bytes, what they are, a small one to be shown in lists, when it was taken (by the camera's
    clock, None when it does not say)."""

    data: bytes
    media_type: str
    thumbnail: bytes
    taken_at: datetime | None


def is_picture(data: bytes) -> bool:
    """Say whether the bytes are a picture of a kind that is kept, whatever they are called."""
    try:
        with Image.open(io.BytesIO(data), formats=_READ):
            return True
    except Image.DecompressionBombError:
        return True
    except (OSError, SyntaxError, ValueError):
        return False


def clean_picture(data: bytes, *, is_original: bool = False) -> Cleaned:
    """Return a picture without its metadata but the shooting time, upright and of at most ``LONGEST`` pixels a side.

    An original keeps its pixels and its size. A BMP becomes a PNG of the same pixels; of an animation too large to be kept
    the first picture stays. The same bytes give the same bytes. Raises TooManyPixels, OSError, SyntaxError or ValueError.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return _clean(data, is_original)
        except Image.DecompressionBombError as problem:
            raise TooManyPixels from problem


def _clean(data: bytes, is_original: bool) -> Cleaned:
    with Image.open(io.BytesIO(data), formats=_READ) as picture:
        if picture.width * picture.height > LARGEST:
            raise TooManyPixels
        kind = {"MPO": "JPEG"}.get(picture.format or "", picture.format or "")
        orientation, taken = _told(picture)
        is_kept = kind != "BMP" and (
            is_original or (max(picture.size) <= LONGEST and (orientation == 1 or kind == "GIF"))
        )
        if not is_kept and not is_original:
            picture.draft("RGB", (LONGEST, LONGEST))
        picture.load()
        profile = picture.info.get("icc_profile")
        shown = ImageOps.exif_transpose(picture)
    if is_kept:
        kept = strip(data, kind, orientation=orientation, taken=taken)
    else:
        if not is_original:
            shown.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
        kind = "JPEG" if kind == "JPEG" else "PNG"
        kept = strip(_written(shown, kind, profile), kind, taken=taken)
    shown.thumbnail((THUMBNAIL, THUMBNAIL))
    small = _written(_flat(shown), "JPEG", None)
    return Cleaned(kept, MEDIA_TYPES[kind], small, _moment(taken))


def scaled(data: bytes, longest: int) -> tuple[bytes, int, int]:
    """Return a kept picture as a JPEG of at most ``longest`` pixels a side, upright, with its width and height.

    It is for papers: without any metadata, on white where it is transparent.
    """
    with Image.open(io.BytesIO(data), formats=_READ) as picture:
        picture.draft("RGB", (longest, longest))
        picture.load()
        shown = ImageOps.exif_transpose(picture)
    shown.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return _written(_flat(shown), "JPEG", None), shown.width, shown.height


def _written(picture: Image.Image, kind: str, profile: bytes | None) -> bytes:
    kept = io.BytesIO()
    picture.info = {
        name: value for name, value in picture.info.items() if name == "transparency"
    }  # else it writes more
    if kind == "JPEG":
        flat = picture if picture.mode in ("L", "RGB", "CMYK") else _flat(picture)
        flat.save(kept, "JPEG", quality=_QUALITY, optimize=True, icc_profile=profile)
    else:
        flat = picture if picture.mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16") else picture.convert("RGBA")
        flat.save(kept, "PNG", optimize=True, icc_profile=profile)
    return kept.getvalue()


def _flat(picture: Image.Image) -> Image.Image:
    """The picture in colours, transparent places white."""
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        clear = picture.convert("RGBA")
        white = Image.new("RGB", clear.size, "white")
        white.paste(clear, mask=clear.getchannel("A"))
        return white
    return picture.convert("RGB")


def _told(picture: Image.Image) -> tuple[int, str]:
    """Orientation (1 to 8) and shooting time as a picture's Exif block tells them; one that cannot be read tells nothing."""
    try:
        exif = picture.getexif()
        orientation, taken = exif.get(_ORIENTATION, 1), exif.get_ifd(_EXIF_POINTER).get(_TAKEN, "")
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, OverflowError):
        return 1, ""
    is_moment = isinstance(taken, str) and _moment(taken) is not None
    return (orientation if orientation in range(1, 9) else 1), (taken.strip("\0 ") if is_moment else "")


def _moment(text: str) -> datetime | None:
    bare = text.strip("\0 ")
    if not _MOMENT.fullmatch(bare):
        return None
    try:
        return datetime.strptime(bare, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 (a camera tells no zone)
    except ValueError:
        return None
