"""Invented Word files as offices have them: numbers over several runs, tables, notes, heads, changes, traces of writers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import docx
import docx.shared
from docx.oxml import parse_xml

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


def paper(*lines: str | list[str], table: list[list[str]] | None = None, head: str = "", foot: str = "") -> bytes:
    """Return a .docx: a paragraph a line (of a list: a run each, every second one bold), then a table."""
    document = docx.Document()
    document.core_properties.author = "李四"
    document.core_properties.last_modified_by = "王五"
    document.core_properties.comments = "内部"
    for line in lines:
        paragraph = document.add_paragraph()
        for number, piece in enumerate([line] if isinstance(line, str) else line):
            paragraph.add_run(piece).bold = bool(number % 2) or None
    if table:
        made = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, said in zip(row.cells, cells, strict=True):
                cell.text = said
    if head:
        document.sections[0].header.paragraphs[0].text = head
    if foot:
        document.sections[0].footer.paragraphs[0].text = foot
    return saved(document)


def with_body(*xml: str, parts: Mapping[str, str] | None = None) -> bytes:
    """Return a .docx whose paragraphs are given as XML (prefixes w, r, mc, w14); further parts come with their relations."""
    document = docx.Document()
    body = document.element.body
    for each in xml:
        body.insert(
            len(body) - 1, parse_xml(each.replace("<w:p>", f"<w:p {NS}>", 1).replace("<w:tbl>", f"<w:tbl {NS}>", 1))
        )
    data = saved(document)
    return changed(data, {name: content.encode() for name, content in (parts or {}).items()})


def changed(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return a file with parts put in or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in set(parts) - set(old.namelist()):
            new.writestr(name, parts[name])
    return out.getvalue()


def part(data: bytes, name: str) -> str:
    """Return a part of a file as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def names(data: bytes) -> set[str]:
    """Return the names of a file's parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return set(archive.namelist())


def text_of(data: bytes) -> str:
    """Return the running text of a file."""
    from yiben.rolling.package import open_word
    from yiben.rolling.running import running_text

    return running_text(open_word("a.docx", data)).text


def saved(document: object) -> bytes:
    kept = io.BytesIO()
    document.save(kept)  # type: ignore[attr-defined]
    return kept.getvalue()


def inserted(text: str) -> str:
    return f'<w:ins w:id="90" w:author="张三" w:date="2026-01-05T08:00:00Z"><w:r><w:t>{text}</w:t></w:r></w:ins>'


def deleted(text: str) -> str:
    return f'<w:del w:id="91" w:author="张三" w:date="2026-01-05T08:00:00Z"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


FILLER = (
    "各街道、各社区把宣传工作同日常服务结合起来，依托楼栋长、网格员和志愿者，把政策讲到居民身边。宣传内容贴近生活，"
    "形式灵活多样，既有面对面的讲解，也有邻里之间的交流，居民的知晓度和参与度稳步提升。"
)


def six_pages(district: str = "澄川区") -> bytes:
    """Return an invented summary of 2025 of about six pages, with the demo district's numbers of that year, a table, a head
    and a note of what nobody counts."""
    document = docx.Document()
    document.core_properties.author = "李四"
    for side in ("left_margin", "right_margin"):
        setattr(document.sections[0], side, 1000000)
    document.styles["Normal"].font.size = docx.shared.Pt(16)
    document.sections[0].header.paragraphs[0].text = f"{district}平安建设简报（2025年）"
    title = document.add_paragraph(f"{district}2025年平安创建宣传工作总结")
    title.alignment = 1
    told = (
        ("一、加强部署，压实责任", "2025年，全区认真落实《澄川区宣传工作办法》（澄政〔2024〕12号），召开部署会3次。"),
        ("二、营造氛围，广泛发动", "全年悬挂横幅160余条，张贴海报1万余张，设置宣传栏83块，投入LED显示屏40块。"),
        ("三、深入基层，开展活动", "全年开展平安宣传活动86场，发放宣传手册25.4万册，平安宣传志愿者1,063人。"),
        ("四、用好媒体，讲好故事", "区级以上媒体刊播平安宣传媒体报道10篇，走访商户48家。"),
        ("五、下一步打算", "2026年，继续抓好平安创建宣传，让居民看得懂、用得上。"),
    )
    for heading, text in told:
        document.add_paragraph(heading).runs[0].bold = True
        paragraph = document.add_paragraph()
        for at in range(0, len(text), 7):  # Word cuts text into runs wherever somebody typed
            paragraph.add_run(text[at : at + 7])
        for _again in range(8):
            document.add_paragraph(FILLER)
    rows = (("项目", "完成数（块）"), ("LED显示屏", "40"), ("宣传栏", "83"))
    made = document.add_table(rows=len(rows), cols=2, style="Table Grid")
    for row, cells in zip(made.rows, rows, strict=True):
        for cell, said in zip(row.cells, cells, strict=True):
            cell.text = said
    document.add_paragraph(f"{district}平安建设办公室").alignment = 2
    document.add_paragraph("2025年12月20日").alignment = 2
    return saved(document)
