"""Files behind entries: kept once under their content hash, their type sniffed and not believed."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import puremagic
from django.conf import settings
from PIL import Image, UnidentifiedImageError

from yiben.documents import files
from yiben.errors import Refusal

IMAGES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "BMP": "image/bmp",
}
DOCUMENTS = {
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/msword",
    "application/vnd.ms-excel",
}
LARGEST_IMAGE = 60_000_000
"""Pixels. Above that an image is taken for an attack on the server's memory."""


def sniff(data: bytes, name: str) -> str:
    """Return the media type that the bytes themselves show.

    Refuses what is empty, too large, neither a picture nor a document, or a picture that cannot be opened. The name
    and the type that the browser gave are not looked at.
    """
    limit = settings.EVIDENCE_LIMIT_BYTES
    if not data:
        raise Refusal("file_empty", name=name)
    if len(data) > limit:
        raise Refusal("file_too_large", name=name, megabytes=round(len(data) / 2**20, 1), limit=limit // 2**20)
    picture = _picture_type(data, name)
    if picture:
        return picture
    try:
        found = {match.mime_type for match in puremagic.magic_string(data)}
    except (puremagic.PureError, ValueError):
        found = set()
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    known = sorted(found & DOCUMENTS)
    if not known or not data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refusal("file_type", name=name)
    return known[0]


def write_file(data: bytes) -> str:
    """Put the bytes into the evidence folder, durable before it returns, and return their digest."""
    return files.write_file(Path(settings.EVIDENCE_FOLDER), data)


def path_of(name: str) -> Path:
    """Return where the file of a digest lies. Refuses a text that is no digest."""
    return files.path_of(Path(settings.EVIDENCE_FOLDER), name)


def _picture_type(data: bytes, name: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:
                kind = IMAGES.get(picture.format or "")
                if not kind:
                    return ""
                if picture.width * picture.height > LARGEST_IMAGE:
                    raise Refusal("file_picture_too_large", name=name)
                picture.verify()
            if kind == "image/jpeg":  # verify() does not look into these; a small decoding does
                with Image.open(io.BytesIO(data)) as picture:
                    picture.draft("RGB", (1, 1))
                    picture.load()
    except UnidentifiedImageError:
        return ""
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise Refusal("file_picture_too_large", name=name) from problem
    except (OSError, SyntaxError, ValueError) as problem:
        raise Refusal("file_broken", name=name) from problem
    return kind
