"""Second products as files: clean, small, the same bytes for the same content."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest

from yiben.reports.sheets_of_entry import LAYOUTS, Photo, note_docx, photo_docx, sign_in_docx
from yiben.seeding.photographs import draw_photograph

pytestmark = pytest.mark.pure


def photos(count: int) -> list[Photo]:
    return [Photo(draw_photograph(number), f"图{number}　红叶广场") for number in range(1, count + 1)]


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("per_page", sorted(LAYOUTS))
def test_photos_stand_so_many_a_page_with_their_captions(per_page):
    page = docx.Document(io.BytesIO(photo_docx("反诈宣传", photos(7), per_page)))
    cells = [cell.text.strip() for table in page.tables for row in table.rows for cell in row.cells]
    assert [text for text in cells if text] == [f"图{number}　红叶广场" for number in range(1, 8)]
    assert len(page.tables) == -(-7 // per_page)
    assert len(page.inline_shapes) == 7
    limit = LAYOUTS[per_page]
    assert all(
        each.width.cm <= limit.width + 0.01 and each.height.cm <= limit.height + 0.01 for each in page.inline_shapes
    )


@pytest.mark.parametrize(
    "content",
    [
        photo_docx("反诈宣传", photos(2), 2),
        sign_in_docx("签到表", ["名称：反诈宣传"], 12),
        note_docx("反诈宣传", ["正文。"]),
    ],
    ids=["photos", "sign-in", "note"],
)
def test_a_file_holds_no_link_no_author_and_no_name_of_a_file(content):
    found = parts(content)
    words = b"".join(data for name, data in found.items() if name.endswith((".xml", ".rels")))
    assert b'TargetMode="External"' not in words
    assert b"dc:creator" in words
    assert not re.findall(rb"<(?:dc:creator|cp:lastModifiedBy)>[^<]", words)
    assert not [name for name in found if "comment" in name or "custom" in name or "thumbnail" in name]
    assert all(b"Exif" not in data for name, data in found.items() if "media" in name)


def test_the_same_content_gives_the_same_bytes():
    assert photo_docx("反诈宣传", photos(3), 4) == photo_docx("反诈宣传", photos(3), 4)


def test_a_sign_in_sheet_has_numbered_rows_and_repeats_its_heading():
    content = sign_in_docx("签到表", ["名称：反诈宣传", "时间：2026年5月12日"], 46)
    (table,) = docx.Document(io.BytesIO(content)).tables
    assert [cell.text for cell in table.rows[0].cells] == ["序号", "姓名", "单位", "联系电话", "签名"]
    assert [row.cells[0].text for row in table.rows][1:] == [str(number) for number in range(1, 47)]
    assert b"w:tblHeader" in parts(content)["word/document.xml"]
