"""Spreadsheets, .ofd, archives, older formats, pictures."""

import datetime as dt
import io
import shutil
import struct
import subprocess
import zipfile

import pytest

from tests.text.samples import SCHEME, SUMMARY, archive, ofd_document, pdf_document, spreadsheet, word_document
from yiben.errors import TextProblem
from yiben.text import ocr
from yiben.text.opening import kind_of, open_document
from yiben.text.reading import read_bytes

TABLE = (["序号", "工作任务", "责任单位", "完成时限"], [1, "更新宣传栏6块", "听荷社区", "11月底前"])


def refusal(data, name="附件"):
    with pytest.raises(TextProblem) as refused:
        open_document(data, name)
    return refused.value.code


def test_a_spreadsheet_is_read_as_a_table():
    source = open_document(spreadsheet(*TABLE))
    assert (source.kind, source.text.split("\n")[1]) == ("xlsx", "1\t更新宣传栏6块\t听荷社区\t11月底前")


def test_the_rows_of_a_spreadsheet_of_tasks_are_tasks():
    (task,) = read_bytes(spreadsheet(*TABLE)).tasks
    assert (task.text, task.owner, task.target.value) == ("更新宣传栏6块", "听荷社区", 6)


def test_a_day_in_a_cell_is_shown_as_documents_write_it():
    assert open_document(spreadsheet(["时间", dt.date(2026, 3, 5)], ["数", 2.5])).text == "时间\t2026年3月5日\n数\t2.5"


def test_an_ofd_document_is_read_in_reading_order():
    source = open_document(
        ofd_document((20, 60, "二、工作任务"), (20, 30, "青禾街道工作方案"), (20, 45, "一、指导思想"))
    )
    assert (source.kind, source.text.split("\n")) == ("ofd", ["青禾街道工作方案", "一、指导思想", "二、工作任务"])


def test_an_ofd_document_of_pictures_is_said_to_be_a_scan():
    assert refusal(ofd_document()) == "document_is_scan"


def test_a_broken_ofd_document_is_refused():
    assert refusal(archive({"OFD.xml": b"<a><DocRoot>gone.xml</DocRoot></a>"})) == "document_broken"


def test_an_archive_is_one_set_with_the_document_before_its_annexes():
    packed = archive({"附件2.txt": b"two", "附件10.txt": b"ten", "方案.docx": word_document(SCHEME)})
    reading = read_bytes(packed)
    assert [each.label for each in reading.articles] == ["方案", "附件2", "附件10"]
    assert reading.articles[0].metadata.title == "关于印发《青禾街道邻里互助活动实施方案》的通知"


def test_an_archive_with_one_document_is_that_document():
    assert open_document(archive({"a/方案.txt": SCHEME.encode()})).text == SCHEME.strip("\n")


def test_a_file_of_an_archive_that_cannot_be_read_is_left_out_and_said():
    source = open_document(archive({"a.txt": SUMMARY.encode(), "b.bin": bytes(range(8)) * 9}))
    assert source.warnings == ("archive_files_left_out",)


def test_an_archive_within_an_archive_is_not_opened():
    assert refusal(archive({"inner.zip": archive({"a.txt": b"text"})})) == "document_unknown"


def test_names_packed_in_gbk_are_read():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for place in ("xxxx.txt", "yyyy.txt"):
            packed.writestr(place, SUMMARY)
    data = buffer.getvalue().replace(b"xxxx", "正文".encode("gbk")).replace(b"yyyy", "附件".encode("gbk"))
    assert [each.label for each in read_bytes(data).articles] == ["正文", "附件"]


def test_an_archive_behind_a_password_is_refused():
    data = bytearray(archive({"a.txt": b"text"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + offset
        data[at : at + 2] = struct.pack("<H", 1)
    assert refusal(bytes(data)) == "document_encrypted"


def test_an_archive_of_too_many_files_is_refused():
    assert refusal(archive({f"{number}.txt": b"a" for number in range(501)})) == "archive_too_many"


@pytest.mark.parametrize("member", ["xl/workbook.xml", "OFD.xml", "a.txt"])
def test_no_container_unpacks_without_bound(member):
    assert refusal(archive({member: b"<x/>", "bomb": b"\0" * 60_000_000})) == "document_inflates"


def test_a_wrong_name_decides_nothing():
    assert open_document(word_document(SCHEME), "方案.pdf").kind == "docx"
    assert kind_of(spreadsheet(["a"])) == "xlsx"


def test_text_whose_last_character_is_cut_is_still_utf8():
    assert open_document(SUMMARY.encode()[:-3]).text.startswith("青禾街道邻里互助工作总结")


@pytest.fixture
def converted(tmp_path):
    """Return a function that turns SCHEME as .docx into another format by LibreOffice."""
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice")

    def convert(target):
        (tmp_path / "a.docx").write_bytes(word_document(SCHEME))
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", tmp_path, tmp_path / "a.docx"]
        subprocess.run(command, check=True, capture_output=True)
        return (tmp_path / f"a.{target}").read_bytes()

    return convert


def test_an_old_document_gives_the_text_of_the_new_one(converted):
    source = open_document(converted("doc"), "方案.wps")
    assert (source.kind, source.text.strip()) == ("doc", SCHEME.strip())


def test_a_pdf_gives_the_tasks_of_the_document_that_it_was_printed_from(converted):
    printed, plain = read_bytes(converted("pdf")), read_bytes(SCHEME.encode())
    assert printed.kind == "pdf"
    assert [(each.text, each.owner, each.deadline) for each in printed.tasks] == [
        (each.text, each.owner, each.deadline) for each in plain.tasks
    ]


def test_a_word_of_the_text_does_not_make_a_spreadsheet_of_it():
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    stream = "WordDocument".encode("utf-16-le").ljust(128, b"\0")
    assert kind_of(head + stream + b"xx" + "Book".encode("utf-16-le") + b"\0" * 60) == "doc"


def test_without_libreoffice_an_old_document_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda program: None)
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + "WordDocument".encode("utf-16-le").ljust(128, b"\0")
    assert refusal(data) == "converter_missing"


def test_a_picture_is_recognised_only_with_the_extra_and_flagged(monkeypatch):
    picture = b"\x89PNG\r\n\x1a\n" + b"0" * 64
    monkeypatch.setattr(ocr, "is_available", lambda: False)
    assert refusal(picture) == "document_is_picture"
    monkeypatch.setattr(ocr, "is_available", lambda: True)
    monkeypatch.setattr(ocr, "recognised", lambda data: ["青禾街道工作方案"])
    assert open_document(picture).warnings == ("recognised_by_ocr",)


def test_a_scanned_page_is_recognised_with_the_extra(monkeypatch):
    monkeypatch.setattr(ocr, "is_available", lambda: True)
    monkeypatch.setattr(ocr, "recognised", lambda page: [])
    assert refusal(pdf_document()) == "document_is_scan"
