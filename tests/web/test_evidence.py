"""Photos behind a record on its pages: shown small, with when they were taken; refused in words where they do not belong."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from yiben.documents.models import Document
from yiben.ledger.actions import keep_evidence
from yiben.ledger.models import Entry, Evidence

FORM = "/ledger/activity/new/"


def taken_photo(size: tuple[int, int] = (640, 480)) -> bytes:
    kept, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:05:12 09:30:00"
    exif.get_ifd(0x8825)[2] = (31.0, 14.0, 12.0)
    Image.new("RGB", size, "#a3241a").save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def test_an_unscaled_photo_is_scaled_here_and_its_time_is_shown(browse, activity):
    sent = SimpleUploadedFile("现场.jpg", taken_photo((3000, 60)))
    browse("community_secretary").post(FORM, activity(files=[sent]))
    kept, entry = Evidence.objects.get(), Entry.objects.latest("seq")
    client = browse("community_worker")
    assert "拍摄于 5月12日 09:30" in client.get(f"/entries/{entry.seq}/").content.decode()
    small = client.get(f"/evidence/{kept.digest}/small/")
    assert Image.open(io.BytesIO(b"".join(small.streaming_content))).width == 320
    whole = Image.open(io.BytesIO(b"".join(client.get(f"/evidence/{kept.digest}/").streaming_content)))
    assert whole.width == 2560
    assert not whole.getexif().get_ifd(0x8825)


def test_the_small_picture_is_seen_by_who_may_see_the_file(browse, cast, recorded):
    caller, unit = cast.caller("community_worker"), cast.unit("community")
    digest = keep_evidence(caller, unit=unit, name="现场.jpg", data=taken_photo()).digest
    recorded(name="community_worker", evidence=[digest])
    shown = browse("district_reader").get(f"/evidence/{digest}/small/")
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    for name in ("foreign_secretary", "resident", "system_admin", "outsider"):
        assert browse(name).get(f"/evidence/{digest}/small/").status_code in {403, 404}


def test_a_photo_without_room_for_it_is_said_and_the_form_comes_back(browse, activity, settings):
    settings.EVIDENCE_QUOTA_BYTES = 1000
    page = browse("community_secretary").post(FORM, activity(files=[SimpleUploadedFile("现场.jpg", taken_photo())]))
    assert page.status_code == 422
    assert "可以先不带它报送" in page.content.decode()
    assert not Evidence.objects.exists()


SECRET = "机密★1年\n关于巡查的通知\n一、各社区要在3月底前完成登记。".encode()


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (FORM, "files"),
        ("/papers/", "papers"),
        ("/plans/", "document"),
        ("/checking/", "draft"),
        ("/ledger/activity/import/", "document"),
        ("/collections/new/", "layout"),
    ],
)
def test_a_file_marked_secret_is_refused_wherever_it_is_handed_in(browse, cast, activity, address, field):
    name = "community_secretary" if "activity" in address else "subdistrict_officer"
    unit = cast.unit("community" if "activity" in address else "subdistrict").uid
    sent = activity(unit=unit, title="登记表", units=[unit], **{field: SimpleUploadedFile("通知.txt", SECRET)})
    page = browse(name).post(address, sent, follow=True)
    assert "标有密级“机密”" in page.content.decode()
    assert not Document.objects.exists()
    assert not Evidence.objects.exists()
