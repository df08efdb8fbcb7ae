"""The foot of an official document (版记, 7.4): copy list, who printed it and when, at the bottom of the last page."""

from __future__ import annotations

from math import ceil
from xml.sax.saxutils import escape

from docx.document import Document as DocxDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from yiben.reports.blocks import clean
from yiben.reports.docx_forms import off_grid, width_of
from yiben.reports.docx_page import FANG_SONG
from yiben.reports.docx_writer import add_line
from yiben.reports.official.elements import Official, day_text

_THICK, _THIN = 8, 6
"""0.35 mm and 0.25 mm in eighths of a point."""
_WIDTH = 8844
"""156 mm in twips."""
_FOUR = 28
"""四号 in half points."""
_FOUR_WIDE = 280
"""A character of 四号 in twips."""
_LINE, _RULE = 500, 20
"""The heights of a line and of a rule in twips."""
_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"


def add_imprint(page: DocxDocument, document: Official) -> None:
    """Add the copy list and the line of the printer between rules as wide as the text, the last one on its lower edge.

    They stand in a box without a border at the foot of the page on which the document ends; text keeps clear of it.
    Nothing to say, nothing added. (LibreOffice leaves paragraph frames and tables as wide as the text in the flow.)
    """
    copies, printed = _copies(document), _printed(document)
    lines = [*copies, *printed]
    if not lines:
        return
    paragraphs = [_rule(_THICK)]
    for number, line in enumerate(lines, start=1):
        paragraphs += [line, _rule(_THIN if number < len(lines) else _THICK)]
    turned = _lines_of(document.copies) if copies else 0
    height = (turned + len(printed)) * _LINE + (len(lines) + 1) * _RULE
    anchor = add_line(page, "addressee", "")
    anchor.paragraph_format.line_spacing = Pt(1)
    off_grid(anchor)
    anchor._p.append(parse_xml(_box("".join(paragraphs), height)))


def _lines_of(copies: str) -> int:
    """How many lines the copy list takes: 抄送： and the list, less a character on either side and three turned in."""
    a_line = _WIDTH / _FOUR_WIDE - 2
    return 1 + max(0, ceil((width_of(copies.strip()) + 4 - a_line) / (a_line - 3)))


def _copies(document: Official) -> list[str]:
    text = clean(document.copies).strip().rstrip("。；，")
    return [_paragraph(_run(f"抄送：{text}。"), left=4, hanging=3, right=1)] if text else []


def _printed(document: Official) -> list[str]:
    if not document.printed_by or document.printed_on is None:
        return []
    runs = f"{_run(clean(document.printed_by))}<w:r><w:tab/></w:r>{_run(f'{day_text(document.printed_on)}印发')}"
    return [_paragraph(runs, left=1, hanging=0, right=0, tab=_WIDTH - _FOUR_WIDE)]


def _paragraph(runs: str, *, left: int, hanging: int, right: int, tab: int = 0) -> str:
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{tab}"/></w:tabs>' if tab else ""
    first = f'w:hanging="{hanging * _FOUR_WIDE}"' if hanging else 'w:firstLineChars="0" w:firstLine="0"'
    places = f'w:left="{left * _FOUR_WIDE}" w:right="{right * _FOUR_WIDE}" {first}'
    return _paragraph_of(f'{tabs}<w:snapToGrid w:val="0"/>', f"<w:ind {places}/>", _LINE, runs)


def _rule(eighths: int) -> str:
    line = f'<w:pBdr><w:bottom w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/></w:pBdr>'
    return _paragraph_of(f'{line}<w:snapToGrid w:val="0"/>', '<w:ind w:firstLineChars="0" w:firstLine="0"/>', _RULE, "")


def _paragraph_of(before: str, indent: str, height: int, runs: str) -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="a"/>{before}'
        f'<w:spacing w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"/>{indent}<w:jc w:val="left"/></w:pPr>'
        f"{runs}</w:p>"
    )


def _box(paragraphs: str, height: int) -> str:
    """A run with a text box on the lower edge of the text; lengths in EMU (635 a twip)."""
    size = f'cx="{_WIDTH * 635}" cy="{height * 635}"'
    shape = (
        '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent>{paragraphs}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr></wps:wsp>'
    )
    drawing = (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"'
        ' layoutInCell="1" allowOverlap="0"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'
        f'<wp:extent {size}/><wp:wrapTopAndBottom/><wp:docPr id="1" name="版记"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_SHAPE}">{shape}</a:graphicData></a:graphic></wp:anchor>'
    )
    return f'<w:r {nsdecls("w", "wp", "a")} xmlns:wps="{_SHAPE}"><w:drawing>{drawing}</w:drawing></w:r>'


def _run(text: str) -> str:
    font = f'<w:rFonts w:hint="eastAsia" w:eastAsia="{FANG_SONG}"/>'
    look = f'{font}<w:spacing w:val="0"/><w:sz w:val="{_FOUR}"/><w:szCs w:val="{_FOUR}"/>'
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
