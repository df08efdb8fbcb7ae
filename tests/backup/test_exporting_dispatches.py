"""Official documents leave with everything else, as they were printed."""

from __future__ import annotations

import csv

from tests.dispatches.papers import printed, subdistrict_series
from yiben.audit.callers import SYSTEM
from yiben.backup.exporting import export_all
from yiben.dispatches.actions.issuing import keep_scan
from yiben.dispatches.queries import file_of


def test_documents_are_exported_as_printed_with_their_scans(cast, settings, tmp_path):
    settings.DOCUMENT_FOLDER, settings.EVIDENCE_FOLDER = tmp_path / "documents", tmp_path / "evidence"
    made = printed(subdistrict_series(cast))
    made = keep_scan(SYSTEM, made, "扫描件.pdf", b"%PDF-1.4 sealed", revision=made.revision)
    assert export_all(tmp_path / "all")["dispatches"] == 1
    with (tmp_path / "all/dispatches.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (tmp_path / "all/dispatches" / row["文件"]).read_bytes() == file_of(made, "printed")
    assert (tmp_path / "all/dispatches" / row["扫描件"]).read_bytes() == b"%PDF-1.4 sealed"
    assert row["字号"] == f"枫街办发〔{made.year}〕1号"
