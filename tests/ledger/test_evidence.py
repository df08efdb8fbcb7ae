"""Files behind entries: what the bytes show is believed, not what they are called."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from tests.cast import Cast
from tests.ledger.facts import record, refused
from yiben.audit.callers import SYSTEM
from yiben.ledger.actions import keep_evidence
from yiben.ledger.evidence import path_of
from yiben.ledger.models import Evidence
from yiben.ledger.queries import read_entry, read_evidence
from yiben.seeding.photographs import draw_photograph

PHOTO = draw_photograph(11)


def keep(cast: Cast, data: bytes, name: str = "现场.jpg", caller: str = "") -> Evidence:
    by = cast.caller(caller) if caller else SYSTEM
    return keep_evidence(by, unit=cast.unit("community"), name=name, data=data)


def picture(kind: str) -> bytes:
    kept = io.BytesIO()
    Image.linear_gradient("L").save(kept, kind)
    return kept.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is this large, in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def office_file(part: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>")
    return kept.getvalue()


def test_a_photo_is_kept_once_under_its_hash(cast: Cast):
    first, again = keep(cast, PHOTO), keep(cast, PHOTO, "另一个名字.jpg")
    assert (first.digest, first.media_type, first.name) == (again.digest, "image/jpeg", again.name)
    assert path_of(first.digest).read_bytes() == PHOTO


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "BMP", "MPO"])
def test_pictures_of_other_kinds_are_kept_whatever_they_are_called(kind, cast: Cast):
    expected = {"MPO": "image/jpeg"}.get(kind, f"image/{kind.lower()}")
    assert keep(cast, picture(kind), "照片.txt").media_type == expected


@pytest.mark.parametrize("data", [b"%PDF-1.7\n...", office_file("word/document.xml"), office_file("xl/workbook.xml")])
def test_documents_are_kept(data, cast: Cast):
    assert keep(cast, data, "通知").media_type.startswith("application/")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "file_type"),
        (b"MZ\x90\0" + b"\0" * 200, "file_type"),
        (b"GIF89a<script>", "file_type"),
        ("只是一段文字".encode(), "file_type"),
        (b"\0" * 40 * 2**20, "file_too_large"),
        (PHOTO[: len(PHOTO) // 2], "file_broken"),
        (png_of(50_000, 50_000), "file_picture_too_large"),
        (png_of(8_000, 8_000), "file_picture_too_large"),
    ],
    ids=["empty", "html", "program", "half a gif", "text", "40 MB", "half a photo", "bomb", "64 megapixels"],
)
def test_what_is_no_photo_and_no_document_is_refused_whatever_it_is_called(data, code, cast: Cast):
    with refused(code):
        keep(cast, data, "现场.jpg")
    assert not Evidence.objects.exists()


def test_a_name_keeps_no_path_and_no_more_than_120_signs(cast: Cast):
    assert keep(cast, picture("PNG"), "..\\..\\etc/passwd").name == "passwd"
    assert keep(cast, picture("GIF"), "长" * 200 + ".jpg").name == "长" * 116 + ".jpg"
    assert keep(cast, picture("BMP"), "photos/").name == "file"


def test_an_entry_shows_its_evidence_and_an_unknown_file_is_refused(cast: Cast):
    kept = keep(cast, PHOTO)
    made = record(cast.unit("community"), evidence=[kept.digest])
    assert [each.digest for each in read_entry(SYSTEM, made.seq).evidence] == [kept.digest]
    with refused("values") as caught:
        record(cast.unit("community"), evidence=["sha256:" + "0" * 64])
    assert [(field, code) for field, code, _ in caught.value.fields] == [("evidence", "evidence_unknown")]


def test_a_file_is_seen_by_who_sent_it_and_by_who_may_read_its_entry(cast: Cast):
    kept = keep(cast, PHOTO, caller="community_worker")
    worker, reader, foreign = (
        cast.caller(name) for name in ("community_worker", "district_reader", "foreign_secretary")
    )
    assert read_evidence(worker, kept.digest)
    with refused("evidence_unknown"):
        read_evidence(reader, kept.digest)
    record(cast.unit("community"), evidence=[kept.digest])
    assert read_evidence(reader, kept.digest)
    with refused("evidence_unknown"):
        read_evidence(foreign, kept.digest)


def test_nobody_attaches_a_file_that_is_not_theirs_to_open(cast: Cast):
    kept = keep(cast, PHOTO, caller="community_worker")
    with refused("evidence_unknown"):
        record(cast.unit("foreign"), caller=cast.caller("foreign_secretary"), evidence=[kept.digest])


@pytest.mark.parametrize(
    "name", ["", "sha256:", "md5:" + "0" * 64, "sha256:" + "../" * 20 + "0000", "sha256:" + "G" * 64]
)
def test_a_digest_that_is_none_names_no_path(name, cast: Cast):
    with refused("evidence_unknown"):
        path_of(name)
