"""Write a document as the clean copy that is sent (.docx, GB/T 9704-2012), and read its text back.

No links, comments, authors or hidden parts. The same document gives the same bytes, so a sent copy can be
compared with a fresh one.
"""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Final

import docx
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.shared import Pt, Twips
from docx.text.paragraph import Paragraph

from yiben.errors import TextProblem
from yiben.reports.blocks import Block, Document, Run, clean
from yiben.reports.docx_forms import width_of
from yiben.reports.docx_page import (
    CHARACTER,
    CHARACTERS_A_LINE,
    LEAD_STYLE_OF_KIND,
    LINE,
    STYLE_OF_KIND,
    page_parts,
)

_EMPTY_BETWEEN: Final = Pt(LINE / 20)
_ZIP_INSTANT: Final = (1980, 1, 1, 0, 0, 0)


def write_docx(document: Document, *, path: Path | None = None) -> bytes:
    """Return the document as .docx bytes and, when a path is given, write them there.

    One empty line stands after the title and before the signature. Control characters are dropped.
    """
    page = open_page()
    for index, block in enumerate(document.blocks):
        paragraph = add_block(page, block)
        before = document.blocks[index - 1].kind if index else None
        if before == "title" and block.kind != "title":
            paragraph.paragraph_format.space_before = _EMPTY_BETWEEN
        if block.kind in ("signature", "date"):
            if before not in ("signature", "date", None):
                paragraph.paragraph_format.space_before = _EMPTY_BETWEEN
            paragraph.paragraph_format.right_indent = Twips(round(_right_indent(document, index) * CHARACTER))
    content = close_page(page)
    if path is not None:
        path.write_bytes(content)
    return content


def open_page() -> DocxDocument:
    """Return the empty official page, to be written on."""
    return docx.Document(BytesIO(pack_parts({name: text.encode() for name, text in page_parts().items()})))


def close_page(page: DocxDocument) -> bytes:
    """Return what was written as .docx bytes that depend on it alone."""
    saved = BytesIO()
    page.save(saved)
    with zipfile.ZipFile(saved) as package:
        return pack_parts({name: package.read(name) for name in package.namelist()})


def add_line(page: DocxDocument, kind: str, text: str) -> Paragraph:
    """Add a paragraph of plain text in the style of a kind of block (title, paragraph …)."""
    paragraph = page.add_paragraph(style=STYLE_OF_KIND[kind])
    add_runs(paragraph, (Run(text),))
    return paragraph


def read_docx_text(content: bytes) -> str:
    """Return the paragraphs of a .docx, one a line, without tables, heads and feet.

    Raises TextProblem `report.not_docx` when the bytes are no such file.
    """
    try:
        return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise TextProblem("report.not_docx") from error


def add_block(page: DocxDocument, block: Block) -> Paragraph:
    """Add a block in the style of its kind; a heading with run-in text is a paragraph that begins in the heading's type."""
    if block.run_in:
        paragraph = page.add_paragraph(style=STYLE_OF_KIND["paragraph"])
        add_runs(paragraph, block.runs, LEAD_STYLE_OF_KIND.get(block.kind))
        add_runs(paragraph, block.run_in)
    else:
        paragraph = page.add_paragraph(style=STYLE_OF_KIND[block.kind])
        add_runs(paragraph, block.runs)
    return paragraph


def add_runs(paragraph: Paragraph, runs: tuple[Run, ...], style: str | None = None) -> None:
    """Add stretches of text to a paragraph, said to be Chinese."""
    for run in runs:
        added = paragraph.add_run(clean(run.text), style)
        # Word sets “ ” — in the Latin font unless each run says that they are Chinese.
        added._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _right_indent(document: Document, index: int) -> float:
    """Return the characters left empty at the right of a signature or date, for a paper without a seal.

    The name ends two characters from the edge and the date begins two characters right of the name's first; where
    the date is longer it keeps the two characters and the name moves left (GB/T 9704-2012, 成文日期).
    """
    block = document.blocks[index]
    name = _width_beside(document, index if block.kind == "signature" else index - 1, "signature")
    date = _width_beside(document, index if block.kind == "date" else index + 1, "date")
    if name is None or date is None or name > CHARACTERS_A_LINE - 4:
        return 2
    date_indent = max(name - date, 2)
    return date_indent if block.kind == "date" else max(date_indent + date + 2 - name, 2)


def _width_beside(document: Document, index: int, kind: str) -> float | None:
    if not 0 <= index < len(document.blocks) or document.blocks[index].kind != kind:
        return None
    return width_of(document.blocks[index].text)


def pack_parts(parts: dict[str, bytes]) -> bytes:
    """Return a zip whose bytes depend on the parts alone: sorted, content types first, one fixed time."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, _ZIP_INSTANT)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            archive.writestr(member, parts[name])
    return packed.getvalue()
