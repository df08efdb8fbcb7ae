"""A Word file as its parts: opened with care, and written back with every untouched part byte for byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from yiben.errors import Refusal, TextProblem
from yiben.sheets.patching_zip import replace_members
from yiben.text.opening import kind_of
from yiben.text.opening_office import converted
from yiben.text.opening_word import check_inflated

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
BODY: Final = "word/document.xml"
_OLD: Final = ("doc", "odt")
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_EDGES: Final = ("word/header", "word/footer", "word/footnotes", "word/endnotes")


@dataclass
class WordFile:
    """A .docx: its bytes, the names of its parts, and those parts that hold text, parsed. What is changed in a tree of
    ``trees`` is written by ``saved``; every other part keeps its bytes."""

    data: bytes
    names: tuple[str, ...]
    trees: dict[str, etree._Element] = field(default_factory=dict)

    @property
    def body(self) -> etree._Element:
        """The root of word/document.xml."""
        return self.trees[BODY]

    def part(self, name: str) -> bytes:
        """The bytes of a part as it lies in the file."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return archive.read(name)

    def tree(self, name: str) -> etree._Element | None:
        """The root of a part, parsed and from now on written by ``saved``; None where there is no such part."""
        if name not in self.trees and name in self.names:
            self.trees[name] = parsed(self.part(name))
        return self.trees.get(name)

    def saved(self, changed: Iterable[str] | None = None) -> bytes:
        """Return the file with the parts of these names (all that were parsed) written anew, in the old order."""
        names = self.trees if changed is None else changed
        return replace_members(self.data, {name: written(self.trees[name]) for name in names})


def open_word(name: str, data: bytes) -> WordFile:
    """Return a Word file; .doc, .wps and .odt go through LibreOffice first.

    Refuses ``rolling_not_word`` for other kinds, ``rolling_macros`` for a file with a program in it, and what the reader of
    documents refuses (broken, encrypted, inflating, LibreOffice missing).
    """
    kind = kind_of(data)
    try:
        if kind in _OLD:
            data, kind = converted(data, name, "docx"), "docx"
        if kind != "docx":
            raise Refusal("rolling_not_word", name=name)
        check_inflated(data, name)
        return _opened(data)
    except TextProblem as problem:
        raise Refusal(problem.code, (), **{"name": name, **problem.data}) from problem
    except (RuntimeError, NotImplementedError) as problem:
        raise Refusal("document_encrypted", name=name) from problem
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, OSError, EOFError, ValueError) as problem:
        raise Refusal("document_broken", name=name) from problem


def parsed(content: bytes) -> etree._Element:
    """Return the root of a part. A part with a document type is no part of a Word file: ValueError."""
    root = etree.fromstring(content, _PARSER)
    if root.getroottree().docinfo.doctype:
        raise ValueError("a part of a Word file declares no document type")
    return root


def written(root: etree._Element) -> bytes:
    """Return a part as bytes."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _opened(data: bytes) -> WordFile:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = tuple(archive.namelist())
        if len(set(names)) != len(names):
            raise ValueError("a part stands in the file twice")
        if any(each.lower().endswith(("vbaproject.bin", "vbadata.xml")) for each in names):
            raise Refusal("rolling_macros")
        with_text = [BODY, *sorted(each for each in names if each.startswith(_EDGES) and each.endswith(".xml"))]
        return WordFile(data, names, {each: parsed(archive.read(each)) for each in with_text})
