"""Five documents as they are sent: special report, notice with attachment, joint notice, minutes, form. Made anew from invented data,
they are compared with what is kept beside this file, paragraph by paragraph and, roughly, as printed pages.

``python -m tests.reports.golden`` keeps them as they are now, and draws docs/images/golden-*.png to be looked at.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import docx
import pypdfium2
import xlsxwriter
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph
from PIL import Image, ImageChops

from tests.reports.samples import SampleFigure
from yiben.reports.charts.data import Series
from yiben.reports.docx_writer import write_docx
from yiben.reports.official.elements import Attachment, Official
from yiben.reports.official.parts import read_parts
from yiben.reports.official.writing import official_docx
from yiben.reports.printing import to_pdf
from yiben.reports.sources import CellOf, ChartOf, Sources, TableOf
from yiben.reports.templates import render_template
from yiben.sheets.filling import fill_cells
from yiben.sheets.opening import open_workbook
from yiben.text.opening_office import converted

KEPT = Path(__file__).parent / "golden"
IMAGES = Path(__file__).parents[2] / "docs/images"
MONTHS = ("1月", "2月", "3月", "4月", "5月", "6月")
NOW, THEN = (5, 7, 13, 6, 9, 8), (4, 4, 11, 8, 7, 6)
DPI = 60

REPORT = """# {{ unit.name }}关于{{ period.label }}平安创建宣传工作情况的报告
市平安建设领导小组办公室：
现将{{ period.label }}工作情况报告如下。
一、总体情况
全区共开展活动{{ figure('events') }}，{{ figure('events')|compared }}，发动志愿者{{ figure('volunteers') }}。
{{ chart('events', title='图1　宣传活动各月场次') }}
二、主要做法
（一）营造氛围。悬挂横幅{{ figure('banners')|over(10) }}，发放手册{{ figure('booklets')|in_wan(1) }}。
{{ table(['events', 'banners'], title='表1　各街道开展情况') }}
（二）抓好重点
1. 由区平安办牵头，逐街道督办。
{{ hand('problems') }}
> {{ unit.name }}平安建设领导小组办公室
> {{ today }}
"""
MINUTES = "4月20日，召开2026年第4次办公会议，研究安全检查和经费安排。现纪要如下：\n一、关于春季安全检查\n会议同意检查方案，由平安办负责，4月30日前完成。\n二、关于宣传经费\n会议要求勤俭办事，经费用在一线。"
NOTICE = "现将有关事项通知如下。\n一、全面排查\n（一）对沿街商铺逐户排查。3月15日前完成，逐户登记。\n（二）对出租房屋重点检查。\n二、按时报送\n3月20日前报《统计表》（附件）。"


class _Answers(Sources):
    def before(self, figure, against):  # type: ignore[no-untyped-def]
        return SampleFigure(figure.metric_id, sum(THEN), figure.unit, figure.label)

    def table(self, metric_ids, by):  # type: ignore[no-untyped-def]
        rows = [
            ("砚湖街道", 20, 60),
            ("松吟街道", 16, 58),
            ("栖桐街道", 15, 45),
            ("减：联办重复", -3, 0),
            ("合计", 48, 163),
        ]
        made = tuple((CellOf(name), CellOf(str(events)), CellOf(str(banners))) for name, events, banners in rows)
        return TableOf(("单位", "宣传活动（场）", "悬挂横幅（条）"), made)

    def chart(self, metric_ids, kind):  # type: ignore[no-untyped-def]
        rows = tuple((CellOf(m), CellOf(str(a)), CellOf(str(b))) for m, a, b in zip(MONTHS, NOW, THEN, strict=True))
        table = TableOf(("月份", "2026年（场）", "2025年（场）"), rows)
        return ChartOf("trend", MONTHS, (Series("2026年", NOW), Series("2025年", THEN)), ("场",), table)

    def hand(self, place):  # type: ignore[no-untyped-def]
        return ["工作中还有不足：夜班职工接触机会不多，个别宣传栏更新不及时。"]


def special_report() -> bytes:
    figures = {
        "events": SampleFigure("events", sum(NOW), "场", "宣传活动"),
        "volunteers": SampleFigure("volunteers", 1063, "人", "志愿者"),
        "banners": SampleFigure("banners", 163, "条", "横幅"),
        "booklets": SampleFigure("booklets", 254_000, "册", "手册"),
    }
    names = {"unit": {"name": "澄川区", "short": "澄川区"}, "period": {"label": "2026年上半年", "year": 2026}}
    names |= {"today": date(2026, 7, 6)}
    return write_docx(render_template(REPORT, figure=figures.__getitem__, names=names, sources=_Answers()))


def notice() -> bytes:
    rows = "序号\t社区\t检查处数\t发现问题\n1\t枫林社区\t\t\n2\t桥西社区\t\t"
    return official_docx(
        Official(
            form="document",
            kind="通知",
            mark="临溪区枫桥街道办事处文件",
            title="临溪区枫桥街道办事处关于开展春季安全检查的通知",
            offices=("临溪区枫桥街道办事处",),
            body=read_parts(NOTICE),
            number="枫街办发〔2026〕3号",
            recipients="各社区居民委员会：",
            attachments=(Attachment("安全检查情况统计表", read_parts(rows)),),
            date=date(2026, 3, 2),
            copies="区平安建设办公室",
            printed_by="枫桥街道党政办公室",
            printed_on=date(2026, 3, 2),
        )
    )


def joint() -> bytes:
    """A notice of three offices: their names in the red head, room for three seals."""
    offices = ("临溪区民政局", "临溪区应急管理局", "临溪区市场监督管理局")
    return official_docx(
        Official(
            form="document",
            kind="通知",
            mark="临溪区民政局文件",
            title="关于联合开展春季社区安全检查的通知",
            offices=offices,
            heads=offices,
            body=read_parts(NOTICE),
            number="临民发〔2026〕3号",
            recipients="各街道办事处：",
            date=date(2026, 3, 2),
            copies="区平安建设办公室",
            printed_by="临溪区民政局办公室",
            printed_on=date(2026, 3, 2),
        )
    )


def minutes() -> bytes:
    return official_docx(
        Official(
            form="minutes",
            kind="纪要",
            mark="枫桥街道办公会议纪要",
            title="2026年第4次办公会议纪要",
            offices=("临溪区枫桥街道办事处",),
            body=read_parts(MINUTES),
            number="〔2026〕4号",
            date=date(2026, 4, 21),
            is_sealed=False,
            attendance=(("出席", "林知远、何素琴、阮清和"), ("请假", "岳小满"), ("列席", "郭立言、丁一鸣")),
            copies="各科室，各社区",
            printed_by="枫桥街道党政办公室",
            printed_on=date(2026, 4, 21),
        )
    )


def form() -> bytes:
    """A superior's form with merged headings, filled at its cells; names with rare characters stand in it."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("统计表")
    title = book.add_format(
        {"bold": True, "font_size": 18, "align": "center", "valign": "vcenter", "font_name": "方正小标宋简体"}
    )
    head = book.add_format(
        {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "font_name": "黑体"}
    )
    cell = book.add_format({"border": 1, "align": "center", "valign": "vcenter", "font_name": "仿宋_GB2312"})
    plain = book.add_format({"font_name": "仿宋_GB2312"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 6, 13)
    sheet.merge_range("A1:G1", "平安宣传活动情况统计表", title)
    sheet.write("A2", "填报单位：", plain)
    sheet.write("F2", "表　　号：枫平统1表", plain)
    sheet.merge_range("A3:A4", "单位", head)
    sheet.merge_range("B3:C3", "本期", head)
    sheet.merge_range("D3:E3", "本年累计", head)
    sheet.merge_range("F3:F4", "联系人", head)
    sheet.merge_range("G3:G4", "备注", head)
    for column, text in enumerate(("场次", "人次", "场次", "人次"), start=1):
        sheet.write(3, column, text, head)
    for row in range(4, 7):
        for column in range(7):
            sheet.write_blank(row, column, None, cell)
    for row, name in enumerate(("枫林社区", "桥西社区"), start=4):
        sheet.write(row, 0, name, cell)
    sheet.write(6, 0, "合计", cell)
    for column in "BCDE":
        sheet.write_formula(f"{column}7", f"=SUM({column}5:{column}6)", cell)
    sheet.write("A9", "填表人：　　　　审核人：　　　　负责人：　　　　单位（盖章）：　　　　日期：", plain)
    book.close()
    given = {"B5": 3, "C5": 120, "D5": 9, "E5": 410, "F5": "邵喆", "B6": 2, "C6": 86, "D6": 7, "E6": 300, "F6": "苏䶮"}
    cells = {f"统计表!{place}": value for place, value in given.items()}
    return fill_cells(made.getvalue(), cells | {"统计表!A2": "填报单位：临溪区枫桥街道办事处"}, "统计表.xlsx")


DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    "report": special_report,
    "notice": notice,
    "joint": joint,
    "minutes": minutes,
    "form": form,
}


def structure(name: str, data: bytes) -> str:
    """What a document consists of, a line each paragraph or row: style, size, alignment, text."""
    if name == "form":
        sheets = open_workbook(data, "form.xlsx").sheets
        return (
            "\n".join("\t".join("" if v is None else str(v) for v in row) for sheet in sheets for row in sheet.rows)
            + "\n"
        )
    lines = []
    for each in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(each, Paragraph):
            lines.append(_line(each))
        elif isinstance(each, DocxTable):
            lines += ["表\t" + "\t".join(cell.text for cell in row.cells) for row in each.rows]
    return "\n".join(lines) + "\n"


def _line(paragraph: Paragraph) -> str:
    sizes = sorted({run.font.size.pt for run in paragraph.runs if run.font.size is not None})
    look = paragraph.paragraph_format
    facts = [paragraph.style.name if paragraph.style else "", ",".join(f"{size:g}" for size in sizes)]
    facts += [str(look.alignment).partition(" ")[0] if look.alignment is not None else ""]
    facts += ["图"] if paragraph._p.xpath(".//w:drawing") else []
    return f"{'|'.join(facts)}\t{paragraph.text}"


def pages(name: str, data: bytes) -> list[Image.Image]:
    """The printed pages, by LibreOffice. Raises TextProblem ``converter_missing`` without it."""
    pdf = converted(data, "form.xlsx", "pdf") if name == "form" else to_pdf(data, f"{name}.docx")
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in document]


def ink(page: Image.Image) -> list[int]:
    """The box in millimetres inside which something is printed on a page: left, top, right, bottom."""
    box = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox() or (0, 0, 0, 0)
    return [round(edge / DPI * 25.4) for edge in box]


def keep() -> None:
    KEPT.mkdir(exist_ok=True)
    printed = {}
    for name, make in DOCUMENTS.items():
        data = make()
        (KEPT / f"{name}.txt").write_text(structure(name, data), "utf-8")
        drawn = pages(name, data)
        printed[name] = [ink(page) for page in drawn]
        strip = Image.new("RGB", (sum(p.width + 8 for p in drawn) - 8, max(p.height for p in drawn)), "#c9ced6")
        left = 0
        for page in drawn:
            strip.paste(page, (left, 0))
            left += page.width + 8
        strip.quantize(32).save(IMAGES / f"golden-{name}.png", optimize=True)
    (KEPT / "printed.json").write_text(json.dumps(printed, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    keep()
