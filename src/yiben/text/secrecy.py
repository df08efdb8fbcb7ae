"""The mark of a state secret on a file: 绝密, 机密 or 秘密 with ★ at the head of its first page, or in its name.

保守国家秘密法 and GB/T 9704-2012 §7.2.2: the mark and, after ★, the term stand at the top left of the first page (机密★1年).
Prose that only speaks of secrets (保密工作, 机密性, 国家秘密) is no mark. Only the head of a file is looked at, a bounded number
of bytes of it, so that a bomb is not unpacked here; pictures of paper are not recognised.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator

import pypdfium2  # type: ignore[import-untyped]

from yiben.errors import TextProblem
from yiben.text.encodings import decode
from yiben.text.opening import kind_of
from yiben.text.opening_archive import members

_MOST_BYTES = 400_000
"""Of an unpacked part of a file: far more than its first page."""
_MOST_CHARACTERS = 20_000
_MOST_LINES = 40
_MOST_ALONE = 3
"""Lines with something on them among which a mark without ★ is looked for; with a term beside it, four times as many."""
_MARK = r"[绝絕机機秘][\s\u3000]*密"
_STARRED = re.compile(
    rf"^(?:\d{{1,8}}[\s\u3000]+)?(?:密[\s\u3000]*级[\s\u3000]*[:：]?[\s\u3000]*)?({_MARK})[\s\u3000]*[★☆]"
)
_AFTER_A_GAP = re.compile(rf"(?:[ \u3000\t]{{2,}}|\t)({_MARK})[\s\u3000]*[★☆]")
_LABELLED = re.compile(rf"密[\s\u3000]*级[\s\u3000]*[:：\t][\s\u3000]*({_MARK})(?![\w、/／，,]|[\s\u3000]*[\t□/、]|性)")
_ALONE = re.compile(
    rf"^(?:\d{{1,8}}[\s\u3000]+)?({_MARK})(?P<term>[\s\u3000]*(?:\d{{1,2}}[\s\u3000]*(?:年|个?月)|长期))?(?:[\s\u3000]+(?:特急|加急|急件))?$"
)
_IN_NAME = re.compile(rf"({_MARK})[\s\u3000]*[★☆]|[【〔\[(（]({_MARK})[】〕\])）]|^({_MARK})(?:[\s\u3000_\-—.·]|$)")
_TABLES = ("xlsx", "xls", "ods", "et")
_SHARED = re.compile(rb"<si\b.*?</si>", re.DOTALL)
_PARAGRAPH = re.compile(rb"<w:p[ >].*?</w:p>", re.DOTALL)
_TEXT = re.compile(rb"<(?:w:)?t(?: [^>]*)?>([^<]*)<")
_TAG = re.compile(r"<[^>]*>")


def mark_in_text(text: str, *, is_table: bool = False) -> str:
    """Return the mark at the head of a text (绝密, 机密, 秘密), "" when it bears none.

    Of a table only 机密★ and 密级：机密 count: a cell that says 秘密 may be one of several to choose from.

    >>> mark_in_text("机密★1年\\n关于……的通知"), mark_in_text("关于做好保密工作的通知")
    ('机密', '')
    """
    seen = 0
    for line in text[:20_000].splitlines()[:_MOST_LINES]:
        bare = line.strip(" \t\u3000\ufeff")
        if not bare:
            continue
        seen += 1
        found = _STARRED.match(bare) or _AFTER_A_GAP.search(line) or _LABELLED.search(line)
        if found is None and not is_table and (alone := _ALONE.match(bare)):
            found = alone if seen <= _MOST_ALONE * (4 if alone["term"] else 1) else None
        if found:
            return _plain(found[1])
    return ""


def mark_in_name(name: str) -> str:
    """Return the mark that a file's name bears: 机密★…, 【秘密】…, or 绝密 before anything else; "" for none.

    >>> mark_in_name("（秘密）名单.docx"), mark_in_name("秘密花园.jpg")
    ('秘密', '')
    """
    found = _IN_NAME.search(name.replace("\\", "/").rpartition("/")[2].strip())
    return _plain(next(each for each in found.groups() if each)) if found else ""


def mark_in_file(name: str, data: bytes) -> str:
    """Return the mark that a file bears in its name or at the head of its first page, "" for none. Never raises.

    Looked at are .docx with its page heads, PDF with a text layer, text and HTML, the first words of .xlsx, the text of old
    .doc, and each file of an archive.
    """
    return mark_in_name(name) or _in_bytes(name, data, is_inside=False)


def _in_bytes(name: str, data: bytes, *, is_inside: bool) -> str:
    kind = kind_of(data)
    if kind == "zip":
        return "" if is_inside else _in_archive(name, data)
    heads: Iterable[str] = ()
    if kind == "docx":
        heads = _word_heads(data)
    elif kind == "xlsx":
        heads = _part_heads(data, ("xl/sharedStrings.xml",), _SHARED)
    elif kind == "pdf":
        heads = _pdf_heads(data)
    elif kind in ("doc", "xls"):
        heads = _old_heads(data)
    elif kind in ("txt", "html"):
        decoded = decode(data[:_MOST_BYTES])
        heads = [_TAG.sub("\n", decoded[0]) if kind == "html" else decoded[0]] if decoded else []
    return next((mark for head in heads if (mark := mark_in_text(head, is_table=kind in _TABLES))), "")


def _in_archive(name: str, data: bytes) -> str:
    try:
        packed = members(data, name)
    except TextProblem:  # said where it is opened
        return ""
    marks = (mark_in_name(each.name) or _in_bytes(each.name, each.data, is_inside=True) for each in packed)
    return next((mark for mark in marks if mark), "")


def _word_heads(data: bytes) -> Iterator[str]:
    yield from _part_heads(data, ("word/document.xml",), _PARAGRAPH)
    heads = [f"word/header{number}.xml" for number in range(1, 7)]
    yield from _part_heads(data, heads, _PARAGRAPH)


def _part_heads(data: bytes, parts: Iterable[str], paragraph: re.Pattern[bytes]) -> Iterator[str]:
    """The first words of parts of a package, each paragraph or cell a line."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            for part in parts:
                if part not in names:
                    continue
                with archive.open(part) as opened:
                    content = opened.read(_MOST_BYTES)
                lines = (b"".join(_TEXT.findall(each)) for each in paragraph.findall(content))
                yield html.unescape("\n".join(line.decode("utf-8", "replace") for line in lines))
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return  # broken or encrypted: said where it is opened


def _pdf_heads(data: bytes) -> Iterator[str]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return
    try:
        if len(document):
            yield _first_words(document[0].get_textpage())
    except pypdfium2.PdfiumError:
        return
    finally:
        document.close()


def _first_words(page: pypdfium2.PdfTextPage) -> str:
    """The first words of a page: its whole text, unless it is longer than any page of paper is."""
    return str(page.get_text_range(0, min(page.count_chars(), _MOST_CHARACTERS)))


def _old_heads(data: bytes) -> Iterator[str]:
    """Lines of an old Office file in which a mark with ★ stands: its text lies there in UTF-16."""
    for mark in ("绝密", "机密", "秘密"):
        wanted = mark.encode("utf-16-le")
        at = data.find(wanted)
        while at >= 0:
            before = data[max(0, at - 2) : at].decode("utf-16-le", "replace")
            after = data[at : at + 16].decode("utf-16-le", "replace")
            if not before or ord(before[-1]) < 0x21 or before[-1] == "\u3000":
                yield after.splitlines()[0] if "★" in after or "☆" in after else ""
            at = data.find(wanted, at + 2)


def _plain(mark: str) -> str:
    return re.sub(r"[\s\u3000]", "", mark).replace("機", "机").replace("絕", "绝")
