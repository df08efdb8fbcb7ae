"""Spreadsheets are opened by their bytes; what cannot be read is refused in a word."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile

import pytest

from tests.sheets.making import read, xlsx
from yiben.errors import TextProblem
from yiben.sheets.cells import Merge
from yiben.sheets.opening import open_workbook
from yiben.sheets.opening_zip import _marks_of, _outside_rows

ROWS = [("日期", "社区", "活动名称", "人数"), ("2026.3.5", "听荷", "消防演练", 30), ("合计", "", "", 30)]


def separated(encoding: str) -> bytes:
    kept = io.StringIO()
    csv.writer(kept).writerows(ROWS)
    return kept.getvalue().encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_gives_the_same_in_every_encoding(encoding):
    found = read(separated(encoding), "台账.csv")
    assert [(r.sheet, r.row, r.values["人数"]) for r in found.records] == [(None, 2, 30)]
    assert [(t.row, t.agrees) for t in found.totals] == [(3, True)]


def test_the_name_of_a_file_decides_nothing():
    assert open_workbook(xlsx({"a": ROWS}), "台账.csv").kind == "xlsx"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_an_old_workbook_gives_the_same_as_the_new(tmp_path):
    new = tmp_path / "book.xlsx"
    new.write_bytes(xlsx({"3月": ROWS}, hidden=[2]))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xls", "--outdir", str(tmp_path), str(new)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    old, fresh = read((tmp_path / "book.xls").read_bytes()), read(new.read_bytes())
    assert old.records == fresh.records
    assert old.records[0].flags == {"hidden": True}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        *(
            (b"", "document_empty"),
            (b"%PDF-1.7 ...", "sheet_expected"),
            ("关于活动的通知\n".encode(), "sheet_expected"),
        ),
        *((b"PK\x03\x04broken", "document_broken"), (xlsx({"a": ROWS})[:-200], "document_broken")),
    ],
)
def test_what_is_no_workbook_is_refused(data, code):
    with pytest.raises(TextProblem, match=code):
        open_workbook(data, "x.xlsx")


def test_a_workbook_that_would_fill_the_memory_is_refused_unread():
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx({"a": ROWS}))) as good,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for each in good.namelist():
            bomb.writestr(each, good.read(each))
        bomb.writestr("xl/media/large.bin", b"\0" * (60 * 2**20))
    with pytest.raises(TextProblem, match="document_inflates"):
        open_workbook(kept.getvalue())


def test_a_broken_sheet_is_refused():
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx({"a": ROWS}))) as good, zipfile.ZipFile(kept, "w") as broken:
        for each in good.namelist():
            broken.writestr(each, b"<worksheet" if "sheet1" in each else good.read(each))
    with pytest.raises(TextProblem, match="document_broken"):
        open_workbook(kept.getvalue())


PAGE = """<html><head><meta charset="gb2312"><style>td {mso-number-format:General}</style></head><body><table>
<tr><td colspan=4>2026年活动台账</td></tr><tr><th>日期<th>社区<th>活动名称<th>人数</tr>
<tr><td rowspan="2">3月5日</td><td>听荷</td><td>消防<br>演练</td><td>30</td></tr>
<tr><td>望岫</td><td>讲座</td><td style="mso-number-format:'\\@'">020</td></tr>
<tr><td>合计</td><td></td><td></td><td>50</td></tr></table></body></html>"""
XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="3月"><Table>
<Row ss:Index="2"><Cell><Data ss:Type="String">日期</Data></Cell><Cell><Data ss:Type="String">社区</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="String">人数</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><Data ss:Type="DateTime">2026-03-05T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="String">听荷</Data></Cell><Cell ss:Index="4"><Data ss:Type="Number">30</Data></Cell></Row>
<Row ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="String">望岫</Data></Cell><Cell ss:Index="4"><Data ss:Type="Number">2.5</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


@pytest.mark.parametrize("encoding", ["gb18030", "gbk"])
def test_a_web_page_that_calls_itself_xls_is_read_as_the_table_that_it_is(encoding):
    found = read(PAGE.encode(encoding), "导出.xls")
    assert [(r.row, r.day.iso, r.values) for r in found.records] == [
        (3, "2026-03-05", {"活动名称": "消防\n演练", "人数": 30}),
        (4, "2026-03-05", {"活动名称": "讲座", "人数": 20}),
    ]
    assert [(t.row, t.agrees) for t in found.totals] == [(5, True)]


@pytest.mark.parametrize("head", ["\ufeff<table>", "<table border=1>"])
def test_a_page_may_be_a_table_alone(head):
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    assert [r.values for r in read(f"{head}{rows}</table>".encode()).records] == [{"活动名称": "消防演练", "人数": 30}]


def test_excels_xml_of_2003_is_read():
    found = read(XML.encode(), "导出.xls")
    assert [(r.sheet, r.row, r.day.iso, r.values, r.flags) for r in found.records] == [
        ("3月", 3, "2026-03-05", {"人数": 30}, {}),
        ("3月", 4, "2026-03-05", {"人数": 2.5}, {"hidden": True}),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html><body><p>no table</p></body></html>", "sheet_expected"),
        (XML[:-60].encode(), "document_broken"),
        (XML.replace('ss:Index="4"', 'ss:Index="999999"').encode(), "document_broken"),
        (XML.replace('ss:MergeDown="1"', 'ss:MergeDown="x"').encode(), "document_broken"),
        (XML.replace("2026-03-05", "2026-13-05").encode(), "document_broken"),
    ],
)
def test_a_page_without_a_table_and_broken_xml_are_refused(data, code):
    with pytest.raises(TextProblem, match=code):
        open_workbook(data, "x.xls")


def _sheet_xml(rows: str, *, head: str = '<?xml version="1.0" encoding="UTF-8"?>', prefix: str = "") -> bytes:
    space = f'xmlns{":" + prefix[:-1] if prefix else ""}="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    body = f'<{prefix}sheetData>{rows}</{prefix}sheetData><{prefix}mergeCells><{prefix}mergeCell ref="A1:C2"/></{prefix}mergeCells>'
    return f"{head}<{prefix}worksheet {space}>{body}</{prefix}worksheet>".encode()


@pytest.mark.parametrize(
    ("rows", "prefix", "hidden"),
    [
        ('<row r="2"><c r="A2"><v>1</v></c></row>', "", set()),
        ('<x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c></x:row>', "x:", set()),
        ('<row r="2" hidden="1"/>', "", {1}),
        ("<!-- </sheetData> --><row r='3' hidden='true'/>", "", {2}),
        ('<row r="2"/>' + '<row r="5"/>' * 200_000 + '<row r="7" hidden="1"/>', "", {6}),
    ],
    ids=["plain", "prefixed", "hidden", "a comment", "long"],
)
def test_what_is_merged_and_hidden_is_found_whether_rows_are_looked_at_or_not(rows, prefix, hidden):
    data = _sheet_xml(rows, prefix=prefix)
    outside = _outside_rows(io.BytesIO(data))
    assert (outside is None) == bool(hidden)
    marks = _marks_of(io.BytesIO(outside or data), set())
    assert (marks.merges, set(marks.hidden_rows)) == ((Merge(0, 0, 1, 2),), hidden)


def test_rows_in_another_encoding_are_looked_at():
    head = '<?xml version="1.0" encoding="gb18030"?>'
    assert _outside_rows(io.BytesIO(_sheet_xml("", head=head))) is None
    assert _outside_rows(io.BytesIO(_sheet_xml('<row r="2" hidden="1"/>').decode().encode("utf-16"))) is None
