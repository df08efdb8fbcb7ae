"""Varied workbooks as superiors send them, each with a table of two blanks at B3 and C3 of its first sheet.

Most come from a writer of workbooks; what it cannot write (a pivot table, inline strings, namespaces with a prefix, a
macros' part as WPS keeps it) is put into the package by hand.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import xlsxwriter
from PIL import Image

Change = Callable[[Any, Any], None]
BLANKS = {"B3": 12, "C3": 30}


def base(change: Change | None = None, *, options: Mapping[str, Any] | None = None) -> bytes:
    """A form with headings over two rows and two blanks; ``change`` adds what makes it special."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, **(options or {})})
    sheet = book.add_worksheet("报表")
    grid = book.add_format({"border": 1, "align": "center"})
    sheet.merge_range("A1:A2", "指标", grid)
    sheet.merge_range("B1:C1", "完成情况", grid)
    sheet.write_row("B2", ["本月", "本年累计"], grid)
    sheet.write("A3", "悬挂横幅（条）", grid)
    sheet.write_blank("B3", None, grid)
    sheet.write_blank("C3", None, grid)
    if change:
        change(book, sheet)
    book.close()
    asks = b' fullCalcOnLoad="1"'  # of itself the writer asks for it always
    return with_parts(kept.getvalue(), {}, {"xl/workbook.xml": lambda content: content.replace(asks, b"")})


def _chart(book: Any, sheet: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=报表!$B$3:$C$3", "categories": "=报表!$B$2:$C$2"})
    sheet.insert_chart("E2", chart)


def _merged(book: Any, sheet: Any) -> None:
    sheet.merge_range("A5:C8", "填表说明：\n1.按月填报。")
    sheet.set_column("A:A", 24)
    sheet.freeze_panes(2, 1)


def _hidden(book: Any, sheet: Any) -> None:
    other = book.add_worksheet("代码表")
    other.write_column("A1", ["01", "02", "03"])
    other.very_hidden()
    sheet.set_row(9, None, None, {"hidden": True})


def _validation(book: Any, sheet: Any) -> None:
    sheet.data_validation("B3:C3", {"validate": "integer", "criteria": ">=", "value": 0, "input_title": "只填整数"})
    sheet.data_validation("D3", {"validate": "list", "source": ["是", "否"]})


def _conditional(book: Any, sheet: Any) -> None:
    red = book.add_format({"font_color": "#C00000"})
    sheet.conditional_format("B3:C3", {"type": "cell", "criteria": ">", "value": 100, "format": red})
    sheet.conditional_format("B3:C3", {"type": "data_bar"})


def _text_box(book: Any, sheet: Any) -> None:
    sheet.insert_textbox("E2", "审核人签字处")


def _comment(book: Any, sheet: Any) -> None:
    sheet.write_comment("B3", "填当月数", {"author": "区平安办"})


def _protected(book: Any, sheet: Any) -> None:
    sheet.protect("1234", {"select_locked_cells": True})
    sheet.unprotect_range("B3:C3")


def _names(book: Any, sheet: Any) -> None:
    book.define_name("本月横幅", "=报表!$B$3")
    sheet.print_area("A1:C8")
    sheet.repeat_rows(0, 1)
    sheet.set_header("&C平安宣传月报")


def _formulas(book: Any, sheet: Any) -> None:
    other = book.add_worksheet("汇总")
    other.write_formula("A1", "=报表!B3+报表!C3", None, 0)
    sheet.write_formula("D3", "=C3-B3", None, 0)
    sheet.write_array_formula("D4:D5", "{=B3:B4*2}")


def _picture(book: Any, sheet: Any) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (12, 8), "red").save(drawn, "PNG")
    sheet.insert_image("F2", "seal.png", {"image_data": drawn})
    sheet.write_url("A10", "https://example.org/help", string="说明")


def _table(book: Any, sheet: Any) -> None:
    sheet.add_table("F1:G4", {"columns": [{"header": "类别代码"}, {"header": "类别名称"}], "name": "对照"})
    sheet.add_sparkline("D3", {"range": "报表!B3:C3"})
    sheet.write_rich_string("A12", "注：", book.add_format({"bold": True}), "加粗")


def _outline(book: Any, sheet: Any) -> None:
    sheet.set_row(5, None, None, {"level": 1})
    sheet.set_column("D:F", None, None, {"level": 1, "collapsed": True})
    sheet.autofilter("A2:C3")


def with_parts(data: bytes, parts: Mapping[str, bytes], changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """A package with parts put in and others changed; half of the members are stored, not packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for number, name in enumerate(old.namelist()):
            content = changes.get(name, lambda each: each)(old.read(name))
            new.writestr(name, content, zipfile.ZIP_STORED if number % 2 else zipfile.ZIP_DEFLATED)
        for name, content in parts.items():
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _typed(kind: bytes, name: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(
        b"</Types>", b'<Override PartName="' + name + b'" ContentType="' + kind + b'"/></Types>'
    )


def macros() -> bytes:
    """A workbook with a macros' part as .xlsm keeps it; the part is opaque."""
    kind = b"application/vnd.ms-office.vbaProject"
    main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return with_parts(
        base(),
        {"xl/vbaProject.bin": bytes(range(256)) * 8},
        {
            "[Content_Types].xml": lambda content: _typed(kind, b"/xl/vbaProject.bin")(content).replace(
                main, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
            ),
            "xl/_rels/workbook.xml.rels": lambda content: content.replace(
                b"</Relationships>",
                b'<Relationship Id="rId900" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
                b'Target="vbaProject.bin"/></Relationships>',
            ),
        },
    )


_SPREAD = b"application/vnd.openxmlformats-officedocument.spreadsheetml."
_RELATED = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_CACHE = (
    _HEAD + b"<pivotCacheDefinition " + _MAIN + b' xmlns:r="' + _RELATED + b'" r:id="rId1" recordCount="1">'
    b'<cacheSource type="worksheet"><worksheetSource ref="A1:B2" sheet="\xe6\x95\xb0"/></cacheSource>'
    b'<cacheFields count="2"><cacheField name="k"><sharedItems count="1"><s v="a"/></sharedItems></cacheField>'
    b'<cacheField name="v"><sharedItems containsNumber="1" minValue="1" maxValue="1"/></cacheField></cacheFields>'
    b"</pivotCacheDefinition>"
)
_RECORDS = _HEAD + b"<pivotCacheRecords " + _MAIN + b' count="1"><r><x v="0"/><n v="1"/></r></pivotCacheRecords>'
_PIVOT = (
    _HEAD + b"<pivotTableDefinition " + _MAIN + b' name="p" cacheId="1" dataCaption="v">'
    b'<location ref="D1:E3" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2">'
    b'<pivotField axis="axisRow" showAll="0"><items count="2"><item x="0"/><item t="default"/></items></pivotField>'
    b'<pivotField dataField="1" showAll="0"/></pivotFields><rowFields count="1"><field x="0"/></rowFields>'
    b'<rowItems count="2"><i><x/></i><i t="grand"><x/></i></rowItems><colItems count="1"><i/></colItems>'
    b'<dataFields count="1"><dataField name="s" fld="1"/></dataFields></pivotTableDefinition>'
)


def _relation(at: bytes, kind: bytes, target: bytes) -> bytes:
    return b'<Relationship Id="' + at + b'" Type="' + _RELATED + b"/" + kind + b'" Target="' + target + b'"/>'


def _relations(*rows: tuple[bytes, bytes, bytes]) -> bytes:
    package = b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    lines = b"".join(_relation(*row) for row in rows)
    return _HEAD + b"<Relationships " + package + b">" + lines + b"</Relationships>"


def pivot() -> bytes:
    """A workbook with a pivot table on a second sheet and its cache."""

    def add(book: Any, _sheet: Any) -> None:
        other = book.add_worksheet("数")
        other.write_row("A1", ["k", "v"])
        other.write_row("A2", ["a", 1])

    def typed(content: bytes) -> bytes:
        content = _typed(_SPREAD + b"pivotCacheDefinition+xml", b"/xl/pivotCache/pivotCacheDefinition1.xml")(content)
        content = _typed(_SPREAD + b"pivotCacheRecords+xml", b"/xl/pivotCache/pivotCacheRecords1.xml")(content)
        return _typed(_SPREAD + b"pivotTable+xml", b"/xl/pivotTables/pivotTable1.xml")(content)

    cache = (b"rId1", b"pivotCacheDefinition", b"../pivotCache/pivotCacheDefinition1.xml")
    at_book = _relation(b"rId901", b"pivotCacheDefinition", b"pivotCache/pivotCacheDefinition1.xml")
    listed = b'<pivotCaches><pivotCache cacheId="1" r:id="rId901"/></pivotCaches></workbook>'
    return with_parts(
        base(add),
        {
            "xl/pivotCache/pivotCacheDefinition1.xml": _CACHE,
            "xl/pivotCache/pivotCacheRecords1.xml": _RECORDS,
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": _relations(
                (b"rId1", b"pivotCacheRecords", b"pivotCacheRecords1.xml")
            ),
            "xl/pivotTables/pivotTable1.xml": _PIVOT,
            "xl/pivotTables/_rels/pivotTable1.xml.rels": _relations(cache),
            "xl/worksheets/_rels/sheet2.xml.rels": _relations(
                (b"rId1", b"pivotTable", b"../pivotTables/pivotTable1.xml")
            ),
        },
        {
            "[Content_Types].xml": typed,
            "xl/_rels/workbook.xml.rels": lambda content: content.replace(
                b"</Relationships>", at_book + b"</Relationships>"
            ),
            "xl/workbook.xml": lambda content: content.replace(b"</workbook>", listed),
        },
    )


def inline_strings() -> bytes:
    """A workbook without shared strings: every text stands in its cell."""

    def inline(content: bytes) -> bytes:
        words = ["指标", "完成情况", "本月", "本年累计", "悬挂横幅（条）"]
        return re.sub(
            rb't="s"><v>(\d+)</v>',
            lambda found: b't="inlineStr"><is><t>' + words[int(found[1])].encode() + b"</t></is>",
            content,
        )

    return with_parts(base(), {}, {"xl/worksheets/sheet1.xml": inline})


def prefixed() -> bytes:
    """A workbook whose sheet writes every element with a prefix, as some exporters do."""

    def prefix(content: bytes) -> bytes:
        text = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", content)
        return text.replace(b"xmlns=", b"xmlns:x=", 1).replace(b"<?x:xml", b"<?xml")

    return with_parts(base(), {}, {"xl/worksheets/sheet1.xml": prefix})


def workbooks() -> dict[str, bytes]:
    """All of them by what is special about them."""
    made: dict[str, Change] = {
        "charts": _chart, "merged headers": _merged, "hidden sheets": _hidden, "validation": _validation,
        "conditional formats": _conditional, "text boxes": _text_box, "comments": _comment, "protection": _protected,
        "defined names": _names, "formulas": _formulas, "pictures and links": _picture, "tables": _table,
        "outline": _outline,
    }  # fmt: skip
    found = {"plain": base(), **{name: base(change) for name, change in made.items()}}
    return found | {
        "macros": macros(),
        "pivot": pivot(),
        "inline strings": inline_strings(),
        "prefixed": prefixed(),
        "1904 days": base(options={"date_1904": True}),
    }
