"""Write a document as the clean copy that is sent (.docx, GB/T 9704-2012), and read its text back.

No links, comments, authors or hidden parts. The same document gives the same bytes, so a sent copy can be
compared with a fresh one.
"""

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

import docx
from docx.document import Document as DocxDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, Twips
from docx.table import _Row
from docx.text.paragraph import Paragraph

from yiben.errors import TextProblem
from yiben.reports.blocks import Block, Document, Run, clean
from yiben.reports.charts.painting import to_png
from yiben.reports.docx_forms import width_of
from yiben.reports.docx_page import (
    CHARACTER,
    CHARACTERS_A_LINE,
    LEAD_STYLE_OF_KIND,
    LINE,
    STYLE_OF_KIND,
    page_parts,
)
from yiben.reports.official.elements import Table
from yiben.reports.official.tables import add_table

_EMPTY_BETWEEN: Final = Pt(LINE / 20)
_PICTURE: Final = 15.2
"""Centimetres: hardly less than the width of the text."""
_ZIP_INSTANT: Final = (1980, 1, 1, 0, 0, 0)


Finish = Callable[[DocxDocument, Sequence[tuple[Block, Paragraph]]], None]


def write_docx(document: Document, *, path: Path | None = None, finish: Finish | None = None) -> bytes:
    """Return the document as .docx bytes and, when a path is given, write them there.

    One empty line stands after the title and before the signature. Control characters are dropped. ``finish`` is given the
    page and what was drawn for each block before it is closed.
    """
    page = open_page()
    blocks = [each for each in document.blocks if each.kind != "hand"]
    drawn: list[tuple[Block, Paragraph]] = []
    for index, block in enumerate(blocks):
        paragraph = add_block(page, block)
        drawn.append((block, paragraph))
        before = blocks[index - 1].kind if index else None
        if before == "title" and block.kind != "title":
            paragraph.paragraph_format.space_before = _EMPTY_BETWEEN
        if block.kind in ("signature", "date"):
            if before not in ("signature", "date", None):
                paragraph.paragraph_format.space_before = _EMPTY_BETWEEN
            paragraph.paragraph_format.right_indent = Twips(round(_right_indent(blocks, index) * CHARACTER))
    if finish is not None:
        finish(page, drawn)
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
    return "\n".join(paragraph.text for paragraph in _opened(content).paragraphs)


def read_docx_lines(content: bytes) -> list[str]:
    """Return what a .docx says line by line in its order, as `Document.text` does: the rows of tables too, cells set apart
    by tabs. Raises TextProblem `report.not_docx`."""
    lines: list[str] = []
    for each in _opened(content).iter_inner_content():
        rows = [each.text] if isinstance(each, Paragraph) else ["\t".join(_cells(row)) for row in each.rows]
        lines += [row for row in rows if row.strip()]
    return lines


def _cells(row: _Row) -> list[str]:
    return [cell.text for cell in row.cells]


def _opened(content: bytes) -> DocxDocument:
    try:
        return docx.Document(BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise TextProblem("report.not_docx") from error


def add_block(page: DocxDocument, block: Block) -> Paragraph:
    """Add a block in the style of its kind, and return its last paragraph; a heading with run-in text is a paragraph that
    begins in the heading's type. A chart is a picture with its table under it, the table alone where none can be drawn."""
    if block.kind in ("table", "chart"):
        return _add_grid(page, block)
    if block.run_in:
        paragraph = page.add_paragraph(style=STYLE_OF_KIND["paragraph"])
        add_runs(paragraph, block.runs, LEAD_STYLE_OF_KIND.get(block.kind))
        add_runs(paragraph, block.run_in)
    else:
        paragraph = page.add_paragraph(style=STYLE_OF_KIND[block.kind])
        add_runs(paragraph, block.runs)
    return paragraph


def _add_grid(page: DocxDocument, block: Block) -> Paragraph:
    """Add the title, the picture and the table of a block, and the line under it that sets it apart from the text."""
    if block.runs:
        add_runs(page.add_paragraph(style=STYLE_OF_KIND["table"]), block.runs)
    picture = to_png(block.chart) if block.chart else None
    if picture is not None and block.chart is not None:
        holder = page.add_paragraph(style=STYLE_OF_KIND["chart"])
        holder.add_run().add_picture(BytesIO(picture), width=Cm(_PICTURE))
        described = holder._p.find(".//" + qn("wp:docPr"))
        described.set("descr", clean(block.chart.title))
        described.set("name", f"图{described.get('id')}")
    if block.grid is not None:
        cells = (block.grid.heading, *(tuple(cell.text for cell in row) for row in block.grid.rows))
        add_table(page, Table(cells))
    below = page.add_paragraph(style=STYLE_OF_KIND["table_note"])
    add_runs(below, (Run(block.grid.note if block.grid else ""),))
    return below


def add_runs(paragraph: Paragraph, runs: tuple[Run, ...], style: str | None = None) -> None:
    """Add stretches of text to a paragraph, said to be Chinese."""
    for run in runs:
        added = paragraph.add_run(clean(run.text), style)
        # Word sets “ ” — in the Latin font unless each run says that they are Chinese.
        added._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _right_indent(blocks: Sequence[Block], index: int) -> float:
    """Return the characters left empty at the right of a signature or date, for a paper without a seal.

    The name ends two characters from the edge and the date begins two characters right of the name's first; where
    the date is longer it keeps the two characters and the name moves left (GB/T 9704-2012, 成文日期).
    """
    block = blocks[index]
    name = _width_beside(blocks, index if block.kind == "signature" else index - 1, "signature")
    date = _width_beside(blocks, index if block.kind == "date" else index + 1, "date")
    if name is None or date is None or name > CHARACTERS_A_LINE - 4:
        return 2
    date_indent = max(name - date, 2)
    return date_indent if block.kind == "date" else max(date_indent + date + 2 - name, 2)


def _width_beside(blocks: Sequence[Block], index: int, kind: str) -> float | None:
    if not 0 <= index < len(blocks) or blocks[index].kind != kind:
        return None
    return width_of(blocks[index].text)


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
