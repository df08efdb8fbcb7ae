"""Files behind entries: what the bytes show is believed, not what they are called."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from PIL import Image

from tests.cast import Cast
from tests.ledger.facts import new_id, record, refused
from yiben.audit.callers import SYSTEM
from yiben.ledger.actions import clear_unsent, keep_evidence, save_draft
from yiben.ledger.evidence import bytes_used, path_of, thumbnail_path
from yiben.ledger.models import Evidence
from yiben.ledger.pictures import LONGEST
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


def opened(digest: str) -> Image.Image:
    return Image.open(io.BytesIO(path_of(digest).read_bytes()))


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


def office_bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 30_000_000)
    return kept.getvalue()


def photo_taken(moment: str) -> bytes:
    kept, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = moment
    exif.get_ifd(0x8825)[2] = (31.0, 14.0, 12.0)
    Image.linear_gradient("L").save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def test_the_shooting_time_is_kept_and_one_that_cannot_be_is_not(cast: Cast):
    kept = keep(cast, photo_taken("2026:05:12 09:30:00"))
    assert kept.taken_at == datetime(2026, 5, 12, 1, 30, tzinfo=UTC)
    assert keep(cast, photo_taken("2031:01:01 00:00:00")).taken_at is None
    assert not opened(kept.digest).getexif().get_ifd(0x8825)


def test_what_is_the_same_once_cleaned_is_kept_once(cast: Cast):
    first = keep(cast, PHOTO)
    assert keep(cast, PHOTO + b"PK\x03\x04 something behind the end").digest == first.digest
    assert Evidence.objects.count() == 1


def test_a_photo_has_a_small_picture_of_its_own(cast: Cast):
    kept = keep(cast, PHOTO)
    assert opened(kept.thumbnail).size == (320, 213)
    assert keep(cast, b"%PDF-1.7\n...").thumbnail == ""
    path_of(kept.thumbnail).unlink()
    assert thumbnail_path(kept) == path_of(kept.digest)


def test_a_book_that_asks_for_originals_gets_them(cast: Cast):
    kept, wide = io.BytesIO(), Image.new("RGB", (2700, 40))
    wide.save(kept, "PNG")
    unit = cast.unit("community")
    original = keep_evidence(SYSTEM, unit=unit, name="票据.png", data=kept.getvalue(), book="fund")
    assert opened(original.digest).size == (2700, 40)
    assert opened(keep(cast, kept.getvalue()).digest).width == LONGEST


def test_a_unit_keeps_no_more_than_its_share_and_another_has_its_own(cast: Cast, settings):
    settings.EVIDENCE_QUOTA_BYTES = 2 * len(PHOTO)
    keep(cast, PHOTO)
    assert bytes_used(cast.unit("community")) == len(PHOTO)
    keep(cast, draw_photograph(12))
    with refused("evidence_quota") as caught:
        keep(cast, draw_photograph(13))
    assert caught.value.data["unit"] == cast.unit("community").name
    assert keep_evidence(SYSTEM, unit=cast.unit("neighbour"), name="a.jpg", data=draw_photograph(13))


@pytest.mark.parametrize(("name", "data"), [("机密★名单.pdf", b"%PDF-1.7\n..."), ("【秘密】.jpg", PHOTO)])
def test_a_file_marked_secret_is_refused_and_kept_nowhere(name, data, cast: Cast, settings, tmp_path):
    settings.EVIDENCE_FOLDER = tmp_path
    with refused("file_secret"):
        keep(cast, data, name)
    assert not Evidence.objects.exists()
    assert not list(tmp_path.rglob("*"))


def test_files_that_were_never_sent_are_cleared_away_and_those_in_use_stay(cast: Cast):
    caller, unit = cast.caller("community_worker"), cast.unit("community")
    sent, drafted, left = (keep(cast, draw_photograph(n), caller="community_worker") for n in (21, 22, 23))
    record(unit, evidence=[sent.digest])
    save_draft(caller, uid=new_id(), unit=unit, book="activity", fields={}, evidence=[drafted.digest])
    assert clear_unsent(left.kept_at) == 0
    assert clear_unsent(timezone.now() + timedelta(minutes=1)) == 1
    assert set(Evidence.objects.values_list("digest", flat=True)) == {sent.digest, drafted.digest}
    assert not path_of(left.digest).exists()
    assert not path_of(left.thumbnail).exists()
    assert path_of(sent.digest).exists()
    assert clear_unsent(timezone.now() + timedelta(minutes=1)) == 0


def test_a_file_sent_again_waits_anew(cast: Cast):
    kept = keep(cast, PHOTO)
    Evidence.objects.filter(pk=kept.pk).update(kept_at=datetime(2026, 1, 1, tzinfo=UTC))
    keep(cast, PHOTO)
    assert clear_unsent(datetime(2026, 2, 1, tzinfo=UTC)) == 0


def test_a_photo_is_kept_once_under_its_hash(cast: Cast):
    first, again = keep(cast, PHOTO), keep(cast, PHOTO, "另一个名字.jpg")
    assert (first.digest, first.media_type, first.name) == (again.digest, "image/jpeg", again.name)
    assert path_of(first.digest).read_bytes() == PHOTO  # drawn here: it tells nothing


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "BMP", "MPO"])
def test_pictures_of_other_kinds_are_kept_whatever_they_are_called(kind, cast: Cast):
    expected = {"MPO": "image/jpeg", "BMP": "image/png"}.get(kind, f"image/{kind.lower()}")
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
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "file_heic"),
        (office_bomb(), "document_inflates"),
        (PHOTO[: len(PHOTO) // 2], "file_broken"),
        (png_of(50_000, 50_000), "file_picture_too_large"),
        (png_of(8_000, 8_000), "file_picture_too_large"),
    ],
    ids=[
        "empty",
        "html",
        "program",
        "half a gif",
        "text",
        "40 MB",
        "heic",
        "office bomb",
        "half a photo",
        "bomb",
        "64 megapixels",
    ],
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
