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

REPORT = """青禾街道邻里互助工作情况的报告
邻里之间的往来，是青禾居民日常生活里最平常也最要紧的一部分。老一辈居民还记得，早些年院子里谁家蒸了馒头，总要端一碗给隔壁。楼房建得高了，门关得紧了，不少居民住了好几年，还叫不出对门的名字。
青禾街道地处老城东南，住着从厂区搬来的老职工，也住着新近落户的年轻居民。两类居民的作息不同，关心的事情也不同，平时难得碰面。走访中听到最多的一句话，是居民想帮忙，却不知道谁需要、找谁说。
一、青禾街道的情况和居民的想法
从居民的来电和来信看，大家盼望的并不是热闹的场面，而是身边随时找得到的人。独自生活的老年居民担心夜里身体不适，双职工的居民担心孩子放学没有去处，行动不便的居民担心电梯停用。这些担心都不大，却天天压在居民心上。
互助站的门面不大，来的居民却不少。有的居民带来自家种的葱，有的居民带来穿不下的童装，更多的居民只是坐下来说说话。站里的登记本写得密密麻麻，翻开来都是居民的名字和一两句话的留言。
青禾街道的互助服务之所以能够坚持，靠的是居民自己愿意。凡是由居民自己商量出来的办法，往往简单好懂，也容易传开；凡是坐在办公室里想出来的办法，居民大多客气地听完，回家便忘了。
二、青禾街道在居民中得到的体会
青禾街道的体会是，居民的信任比制度来得慢，却比制度走得远。一次失约，会让居民记很久；一次及时的回应，也会让居民记很久。工作人员叫得出居民的名字，居民才愿意把难处说出口。
青禾街道的互助服务还有不少不足。居民之间的联系多半靠几位热心人，热心人一忙，联系就断了。年轻居民参与得少，原因不在于冷淡，而在于下班太晚。站点的分布也不均匀，住在坡上的居民要走很远的路。
三、青禾街道对居民今后生活的设想
对居民来说，最好的互助是感觉不到的互助。居民下楼取件时顺手给邻居带一份，居民出门前顺口问一句要不要捎菜，这些小事连在一起，就是青禾街道想要的样子。
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
