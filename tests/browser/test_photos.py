"""A photo is made smaller in the browser before it is sent: upright, without where it was taken, with when."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from tests.browser.conftest import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.looks]

TAKEN = "2026:05:12 09:30:00"


def large_photo() -> bytes:
    exif, kept = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = TAKEN
    exif.get_ifd(0x8825)[2] = (31.0, 14.0, 12.0)
    Image.effect_noise((3200, 1600), 50).convert("RGB").save(kept, "JPEG", quality=80, exif=exif)
    return kept.getvalue()


def test_a_large_photo_is_sent_small(site, page):
    sign_in(page, site, "secretary")
    page.goto(f"{site.url}/ledger/activity/new/")
    page.fill("[name='v.theme']", "楼院清洁日")
    data = large_photo()
    page.set_input_files("input[name=files]", [{"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": data}])
    page.click("button[value=draft]")  # at once: the form waits for the photo
    page.wait_for_url(re.compile("/drafts/"))
    address = page.locator(".y-photo a.ph").first.get_attribute("href")
    kept = Image.open(io.BytesIO(page.request.get(site.url + address).body()))
    assert kept.size == (1280, 2560)
    assert kept.getexif().get_ifd(0x8769) == {0x9003: TAKEN}
    assert not kept.getexif().get_ifd(0x8825)


def test_what_is_sent_is_scaled_before_it_leaves(site, page):
    sign_in(page, site, "secretary")
    page.goto(f"{site.url}/ledger/activity/new/")
    data = large_photo()
    page.set_input_files("input[name=files]", [{"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": data}])
    page.wait_for_function("most => document.querySelector('input[name=files]').files[0].size < most", arg=len(data))
    head = page.evaluate(
        "async () => Array.from(new Uint8Array(await document.querySelector('input[name=files]').files[0].slice(0, 76).arrayBuffer()))"
    )
    assert bytes(head)[:4] == b"\xff\xd8\xff\xe1"
    assert TAKEN.encode() in bytes(head)
