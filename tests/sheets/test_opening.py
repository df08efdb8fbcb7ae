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
from yiben.sheets.opening import open_workbook

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
