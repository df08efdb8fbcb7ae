"""Invented documents in the way offices write them."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import docx
import xlsxwriter

SCHEME = """关于印发《青禾街道邻里互助活动实施方案》的通知
各社区、各科室：
为进一步丰富居民生活，营造互帮互助的良好氛围，特制定本方案。
一、指导思想
坚持以居民为中心，不断提高服务水平。
二、工作任务
（一）摸清底数。各社区要在3月底前完成独居老人登记，建立互助台账。
（二）广泛宣传。民政科负责印制宣传手册，每季度召开一次联席会议，形成良好氛围。
三、实施步骤
（一）部署阶段（2026年3月1日至3月20日）
召开动员会议，各社区制定工作方案。
（二）推进阶段（4月1日至11月30日）
各社区要组织不少于6场互助集市。
"""

SUMMARY = """青禾街道邻里互助工作总结
一、主要做法
今年以来，共悬挂横幅160余条，发放手册2.5万本，组织互助集市32场，投入经费近20万元，满意率达98.5%。
全街道现有六个互助站，新增志愿者1063人次。
二、下一步打算
下一步，各社区要在12月底前建立互助积分台账。
"""


def word_document(text: str) -> bytes:
    """Return a .docx with one paragraph a line."""
    document = docx.Document()
    for line in text.rstrip("\n").split("\n"):
        document.add_paragraph(line)
    return saved(document)


def saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def pdf_document(*lines: str) -> bytes:
    """Return a PDF of one page with a text layer of plain Latin lines; without lines, a page that holds no text."""
    shown = "".join(f"1 0 0 1 72 {760 - 20 * row} Tm ({line}) Tj " for row, line in enumerate(lines))
    content = f"BT /F1 12 Tf {shown}ET".encode("ascii") if lines else b""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, each) for n, each in enumerate(objects, 1))
    return body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


def corpus() -> Path | None:
    """Return the folder of real documents with gold data, where there is one beside the checkout."""
    named = os.environ.get("YIBEN_CORPUS")
    beside = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    folder = Path(named) if named else beside
    return folder if (folder / "gold").is_dir() else None


def spreadsheet(*rows: list[object]) -> bytes:
    """Return an .xlsx of one sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def ofd_document(*lines: tuple[float, float, str]) -> bytes:
    """Return an .ofd of one page with lines at places (millimetres from the left and from the top)."""
    placed = "".join(
        f'<ofd:TextObject Boundary="{x} {y} {5 * len(text)} 5" Size="5"><ofd:TextCode>{text}</ofd:TextCode></ofd:TextObject>'
        for x, y, text in lines
    )
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return archive(
        {
            "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>".encode(),
            "Doc_0/Document.xml": f'<ofd:Document {space}><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'.encode(),
            "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {space}><ofd:Content><ofd:Layer>{placed}</ofd:Layer></ofd:Content></ofd:Page>".encode(),
        }
    )
