"""A .zip of documents: 正文 and its 附件, or a folder that somebody packed."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass

from yiben.errors import TextProblem
from yiben.text.opening_word import check_inflated

_MOST = 500
_HIDDEN = re.compile(r"(?:^|/)(?:\.|__MACOSX|~\$|Thumbs\.db$)")
_NUMBER = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive with its path in it."""

    name: str
    data: bytes


def members(data: bytes, name: str) -> list[Member]:
    """Return the files of an archive, the document itself before its 附件, 附件2 before 附件10.

    Names that were packed in GBK are read as such. Hidden files are left out. Raises document_broken,
    document_encrypted, document_inflates, or archive_too_many for more than five hundred files.
    """
    check_inflated(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = [each for each in archive.infolist() if not each.is_dir() and not _HIDDEN.search(each.filename)]
            if len(listed) > _MOST:
                raise TextProblem("archive_too_many", name=name, count=len(listed), most=_MOST)
            found = [Member(_named(each), archive.read(each)) for each in listed]
    except (zipfile.BadZipFile, OSError, EOFError) as problem:
        raise TextProblem("document_broken", name=name) from problem
    except (RuntimeError, NotImplementedError) as problem:
        raise TextProblem("document_encrypted", name=name) from problem
    return sorted(found, key=lambda each: _place(each.name))


def _named(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _place(name: str) -> tuple[bool, list[tuple[int, int, str]]]:
    file = posixpath.basename(name)
    pieces = _NUMBER.split(name)
    ordered = [(0, int(each), "") if each.isdigit() else (1, 0, each) for each in pieces if each]
    return file.startswith(("附件", "附表", "附录")), ordered
