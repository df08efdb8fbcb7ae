"""The clean copy of a Word file: what is sent. No link, no bookmark of ours, no comment, no tracked change, no trace of who
wrote it, when, with which program and from which template; what a reader sees stays as it is."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable
from typing import Final

from lxml import etree  # type: ignore[import-untyped]
from PIL import Image, UnidentifiedImageError

from yiben.ledger.stripping import strip
from yiben.reports.docx_writer import pack_parts
from yiben.rolling.package import R, W, WordFile, parsed, written
from yiben.rolling.patching import drop_marks, remove, unwrap
from yiben.rolling.revisions import settle
from yiben.sheets.patching_zip import replace_members

_LEFT_OUT: Final = re.compile(
    r"docProps/(?:custom\.xml|thumbnail\.\w+)|docMetadata/.*|customXml/.*|word/(?:comments\w*\.xml|people\.xml"
    r"|printerSettings/.*|glossary/.*)|word/_rels/(?:comments\w*|people)\.xml\.rels|_rels/customXml.*"
)
_CORE: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
_APP: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_PLAIN: Final = {"docProps/core.xml": _CORE, "docProps/app.xml": _APP}
_WORDML: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TRACES: Final = frozenset({f"{_WORDML}paraId", f"{_WORDML}textId"})
_SETTINGS: Final = frozenset(
    {"rsids", "rsid", "attachedTemplate", "docVars", "mailMerge", "trackRevisions", "docId", "dataBinding"}
    | {"printerSettings", "hlinkClick", "hlinkHover", "hlinkMouseOver", "saveThroughXslt"}
)
_WRAPPERS: Final = (f"{W}hyperlink", f"{W}customXml", f"{W}smartTag")
_PROPERTIES: Final = (f"{W}customXmlPr", f"{W}smartTagPr")
_FIELD: Final = re.compile(
    r"\s*(?:HYPERLINK|AUTHOR|LASTSAVEDBY|FILENAME|USERNAME|USERINITIALS|TEMPLATE|DOCPROPERTY|DOCVARIABLE|LINK|INCLUDETEXT"
    r"|INCLUDEPICTURE|COMMENTS)\b"
)
_ADDRESS: Final = re.compile(
    r"[A-Za-z]:\\|\\\\|/\w+/\w+/|https?:|file:|\.(?:png|jpe?g|bmp|gif|wmf|emf)\b", re.IGNORECASE
)
_PICTURES: Final = {b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG"}
_ORIENTATION: Final = 0x0112


def clean_copy(word: WordFile) -> bytes:
    """Return the file as it may be sent. The same file gives the same bytes. Whoever asks has seen to it that tracked
    changes may be accepted."""
    drop_marks(word)
    parts: dict[str, bytes] = {}
    for name in word.names:
        if name.endswith("/") or _LEFT_OUT.fullmatch(name):
            continue
        parts[name] = _PLAIN.get(name) or _cleaned(word, name)
    for name in [each for each in parts if each.endswith(".rels")]:
        parts[name] = _relations(name, parts)
    parts["[Content_Types].xml"] = _kinds(parts)
    return pack_parts(parts)


def _cleaned(word: WordFile, name: str) -> bytes:
    if name in word.trees or (name.startswith("word/") and name.endswith(".xml")):
        root = word.trees[name] if name in word.trees else parsed(word.part(name))
        _clean_tree(root)
        return written(root)
    content = word.part(name)
    if name.startswith("word/embeddings/"):
        return _plain_embedded(content)
    kind = next((kind for head, kind in _PICTURES.items() if content.startswith(head)), "")
    return _plain_picture(content, kind) if kind else content


def _clean_tree(root: etree._Element) -> None:
    settle(root)
    _plain_fields(root)
    for each in [*root.iter(*_PROPERTIES)]:
        remove(each)
    for each in [*root.iter(*_WRAPPERS)]:
        unwrap(each)
    for each in [*root.iter()]:
        if not isinstance(each.tag, str):
            remove(each)  # remarks and instructions to programs
            continue
        local = etree.QName(each).localname
        if local in _SETTINGS:
            remove(each)
            continue
        for key in list(each.attrib):
            if key in _TRACES or key.startswith(f"{W}rsid"):
                del each.attrib[key]
            elif key in ("descr", "title", "alt", "href") and _ADDRESS.search(each.get(key)):
                each.set(key, "")


def _plain_fields(root: etree._Element) -> None:
    """Fields that lead somewhere or tell of the author become the text that they show."""
    for each in [*root.iter(f"{W}fldSimple")]:
        if _FIELD.match(each.get(f"{W}instr", "")):
            unwrap(each)
    stack: list[tuple[list[etree._Element], list[str]]] = []
    for each in [*root.iter(f"{W}fldChar", f"{W}instrText")]:
        kind = each.get(f"{W}fldCharType")
        if kind == "begin":
            stack.append(([each], []))
        elif stack:
            stack[-1][0].append(each)
            if kind is None:
                stack[-1][1].append(each.text or "")
            if kind == "end":
                marks, said = stack.pop()
                for mark in marks if _FIELD.match("".join(said)) else ():
                    remove(mark)


def _relations(name: str, parts: dict[str, bytes]) -> bytes:
    """The relations of a part without those that lead out of the file or to what was left out; what used them no longer
    does."""
    root = parsed(parts[name])
    folder, file = posixpath.split(posixpath.dirname(name))[0], posixpath.basename(name).removesuffix(".rels")
    dropped = set()
    for each in list(root):
        target = each.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if each.get("TargetMode") == "External" or path not in parts:
            dropped.add(each.get("Id"))
            remove(each)
    owner = posixpath.join(folder, file)
    if dropped and owner in parts:
        tree = parsed(parts[owner])
        for each in tree.iter():
            for key in [key for key, value in each.attrib.items() if key.startswith(R) and value in dropped]:
                del each.attrib[key]
        parts[owner] = written(tree)
    return written(root)


def _kinds(parts: Iterable[str] | dict[str, bytes]) -> bytes:
    names = set(parts)
    root = parsed(parts["[Content_Types].xml"])  # type: ignore[index]
    for each in list(root):
        if each.get("PartName") is not None and each.get("PartName").lstrip("/") not in names:
            remove(each)
    return written(root)


def _plain_embedded(content: bytes) -> bytes:
    """A workbook or document within the file without its author; what is no such package stays as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = set(archive.namelist()) & set(_PLAIN)
        return replace_members(content, {name: _PLAIN[name] for name in found})
    except (zipfile.BadZipFile, KeyError):
        return content


def _plain_picture(content: bytes, kind: str) -> bytes:
    """A picture without what its camera wrote into it; one that keeps to no format stays as it is."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            turned = int(picture.getexif().get(_ORIENTATION, 1))
        return strip(content, kind, orientation=turned)
    except (ValueError, OSError, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError):
        return content
