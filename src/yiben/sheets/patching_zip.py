"""Replaces members of a zip file; every other member keeps its compressed bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_UTF8 = 0x800
_DESCRIPTOR = 0x08
_LARGEST = 2**32 - 1


def replace_members(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """Return a zip file with the content of some members replaced, in the same order, with their old times.

    Raises zipfile.BadZipFile for what is no plain zip, KeyError for a member that is not there.
    """
    out = io.BytesIO()
    central = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members = source.infolist()
        missing = set(changed) - {each.filename for each in members}
        if missing:
            raise KeyError(sorted(missing)[0])
        for each in members:
            place = out.tell()
            packed = _packed(changed[each.filename]) if each.filename in changed else None
            crc, size, whole, method = (
                (zlib.crc32(changed[each.filename]), len(packed), len(changed[each.filename]), zipfile.ZIP_DEFLATED)
                if packed is not None
                else (each.CRC, each.compress_size, each.file_size, each.compress_type)
            )
            if max(place, size, whole) > _LARGEST:
                raise zipfile.BadZipFile("too large for a plain zip")
            name = each.orig_filename.encode("utf-8" if each.flag_bits & _UTF8 else "cp437")
            flags = each.flag_bits & ~_DESCRIPTOR
            moment = _moment(each)
            version = max(each.extract_version, 20)
            out.write(_LOCAL.pack(b"PK\3\4", version, flags, method, *moment, crc, size, whole, len(name), 0))
            out.write(name)
            out.write(packed if packed is not None else _stored(data, each))
            head = (b"PK\1\2", each.create_version | each.create_system << 8, version, flags, method, *moment)
            tail = (len(name), 0, len(each.comment), 0, each.internal_attr, each.external_attr, place)
            central.write(_CENTRAL.pack(*head, crc, size, whole, *tail) + name + each.comment)
        directory, start = central.getvalue(), out.tell()
        count = len(members)
        end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), start, len(source.comment))
    return out.getvalue() + directory + end + source.comment


def _packed(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def _stored(data: bytes, member: zipfile.ZipInfo) -> bytes:
    """The compressed bytes of a member as they lie in the file."""
    head = _LOCAL.unpack_from(data, member.header_offset)
    start = member.header_offset + _LOCAL.size + head[9] + head[10]
    return data[start : start + member.compress_size]


def _moment(member: zipfile.ZipInfo) -> tuple[int, int]:
    """Time and day as zip keeps them."""
    year, month, day, hour, minute, second = member.date_time
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day
