"""Metadata out of picture files without touching a pixel (pure: bytes in, bytes out).

What is kept is listed, everything else goes: position, serial numbers, names, previews, comments, XMP, IPTC, a second picture
or an archive hung on behind the end. What says how pixels are to be shown stays: colour profile, gamma, animation. In place
of the Exif block stands a new one with the orientation and the shooting time alone, where there are such.

Formats: JPEG (ITU-T T.81 Annex B), PNG (ISO/IEC 15948), WebP (RIFF), GIF89a.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT pHYs bKGD cICP acTL fcTL fdAT".split())
_WEBP_DROPPED = (b"EXIF", b"XMP ")
_GIF_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_SOS, _EOI, _SOI = 0xDA, 0xD9, 0xD8
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length: TEM and the restart markers."""
_ORIENTATION, _EXIF_POINTER, _TAKEN = 0x0112, 0x8769, 0x9003


def strip(data: bytes, kind: str, *, orientation: int = 1, taken: str = "") -> bytes:
    """Return the picture without its metadata, but for orientation and shooting time (``YYYY:MM:DD HH:MM:SS``).

    ``kind`` is JPEG, PNG, WEBP or GIF. Doing it twice gives the same bytes. Raises ValueError for a file that does not keep
    to its format.
    """
    exif = minimal_exif(orientation, taken)
    try:
        if kind == "JPEG":
            return _jpeg(data, exif)
        if kind == "PNG":
            return _png(data, exif)
        if kind == "WEBP":
            return _webp(data, exif)
        return _gif(data)
    except (struct.error, IndexError) as problem:
        raise ValueError("the file ends too early") from problem


def minimal_exif(orientation: int = 1, taken: str = "") -> bytes:
    """Return an Exif block (TIFF, big-endian) with these two alone; nothing when there is nothing to say."""
    moment = taken.encode("ascii")
    if len(moment) not in (0, 19):
        raise ValueError("a moment is written YYYY:MM:DD HH:MM:SS")
    entries = [struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)] if orientation != 1 else []
    if not entries and not moment:
        return b""
    first = 8 + 2 + 12 * (len(entries) + bool(moment)) + 4
    if moment:
        entries.append(struct.pack(">HHII", _EXIF_POINTER, 4, 1, first))
    block = b"MM\0*" + struct.pack(">IH", 8, len(entries)) + b"".join(entries) + b"\0\0\0\0"
    if moment:
        block += struct.pack(">HHHIII", 1, _TAKEN, 2, 20, first + 2 + 12 + 4, 0) + moment + b"\0"
    return block


def _jpeg(data: bytes, exif: bytes) -> bytes:
    if data[:2] != b"\xff\xd8":
        raise ValueError("no start of image")
    kept = [b"\xff\xd8"]
    body = [segment for marker, segment in _segments(data) if _is_kept(marker, segment)]
    if exif:
        new = b"\xff\xe1" + struct.pack(">H", len(exif) + 8) + b"Exif\0\0" + exif
        at = 1 if body and body[0][1] == 0xE0 else 0  # JFIF, where it is, comes first
        body.insert(at, new)
    return b"".join([*kept, *body])


def _is_kept(marker: int, segment: bytes) -> bool:
    """JFIF, the colour profile and Adobe's transform stay of the application segments; no comment does."""
    if marker == 0xE0:
        return segment[4:8] == b"JFIF"
    if marker == 0xE2:
        return segment[4:15] == b"ICC_PROFILE"
    if marker == 0xEE:
        return segment[4:9] == b"Adobe"
    return not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments of a JPEG after its start, scans with their coded data, to its end; what stands behind that is left."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        while data[at + 1] == 0xFF:  # fill bytes
            at += 1
        marker = data[at + 1]
        if marker == _EOI:
            yield marker, b"\xff\xd9"
            return
        if marker in _ALONE:
            at += 2
            continue
        if marker in (0, _SOI):
            raise ValueError("no marker")
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if end > len(data) or end < at + 4:
            raise ValueError("a segment ends behind the file")
        if marker == _SOS:
            end = _scan_end(data, end)
        yield marker, data[at:end]
        at = end


def _scan_end(data: bytes, at: int) -> int:
    """Where the coded data of a scan end: at a marker that is neither a stuffed byte nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise ValueError("no end of image")
        following = data[at + 1]
        if following and following not in _ALONE and following != 0xFF:
            return at
        at += 1 if following == 0xFF else 2


def _png(data: bytes, exif: bytes) -> bytes:
    if not data.startswith(_PNG):
        raise ValueError("no PNG")
    kept, at, name = [_PNG], len(_PNG), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError("a chunk ends behind the file")
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IHDR" and exif:
            kept.append(struct.pack(">I", len(exif)) + b"eXIf" + exif + struct.pack(">I", zlib.crc32(b"eXIf" + exif)))
        at = end
    return b"".join(kept)


def _webp(data: bytes, exif: bytes) -> bytes:
    magic, size, form = struct.unpack_from("<4sI4s", data)
    if magic != b"RIFF" or form != b"WEBP" or size + 8 > len(data) + 1:
        raise ValueError("no WebP")
    chunks: list[tuple[bytes, bytes]] = []
    at = 12
    while at + 8 <= min(size + 8, len(data)):
        name, length = struct.unpack_from("<4sI", data, at)
        content = data[at + 8 : at + 8 + length]
        if len(content) != length:
            raise ValueError("a chunk ends behind the file")
        if name == b"VP8X":
            flags = content[0] & ~0b1100 | (0b1000 if exif else 0)
            content = bytes([flags]) + content[1:]
        if name not in _WEBP_DROPPED:
            chunks.append((name, content))
        at += 8 + length + length % 2
    if not chunks:
        raise ValueError("no picture in it")
    if exif and chunks[0][0] == b"VP8X":  # the simple form has no room for it
        chunks.append((b"EXIF", exif))
    body = b"".join(n + struct.pack("<I", len(c)) + c + b"\0" * (len(c) % 2) for n, c in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _gif(data: bytes) -> bytes:
    if data[:4] != b"GIF8":
        raise ValueError("no GIF")
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    kept = [data[:at]]
    while data[at] != 0x3B:
        start = at
        if data[at] == 0x2C:
            at += 10 + (3 << (data[at + 9] & 7) + 1 if data[at + 9] & 0x80 else 0) + 1
            is_kept = True
        elif data[at] == 0x21:
            label = data[at + 1]
            is_kept = label == 0xF9 or (label == 0xFF and data[at + 3 : at + 14] in _GIF_KEPT)
            at += 2
        else:
            raise ValueError("no block")
        while data[at]:
            at += 1 + data[at]
        at += 1
        if is_kept:
            kept.append(data[start:at])
    return b"".join([*kept, b";"])
