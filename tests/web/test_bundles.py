"""The pages on which bundles of other offices come in."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.ledger.sender import street
from yiben.ledger.models import Entry, IncomingBundle
from yiben.units.models import Unit

PAGE = "/closing/bundles/"


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def upload(browse, cast):
    """Upload a sender's bundle as the district's officer, under the sub-district."""

    def sent(sender, content: bytes | None = None):
        client = browse("district_officer")
        file = SimpleUploadedFile("三月.zip", content or sender.bundle())
        return client, client.post(PAGE, {"unit": cast.unit("subdistrict").uid, "file": file})

    return sent


def text_of(response):
    return response.content.decode()


def test_a_bundle_is_shown_confirmed_and_taken_in(upload):
    sender = street()
    client, sent = upload(sender)
    page = text_of(client.get(sent.url))
    assert "星河社区" in page
    assert "这里没有，将新设" in page
    unconfirmed = client.post(sent.url, {"do": "take", "key": sender.key_id})
    assert (unconfirmed.status_code, Entry.objects.filter(origin=sender.origin).count()) == (422, 0)
    done = client.post(sent.url, {"do": "take", "key": sender.key_id, "units": "yes"}, follow=True)
    assert "枫桥街道" in text_of(done)
    assert Entry.objects.filter(origin=sender.origin).count() == 10
    assert not IncomingBundle.objects.exists()


def test_another_unit_can_be_named_and_a_bundle_put_away(upload, cast):
    sender = street()
    client, sent = upload(sender)
    client.post(sent.url, {"do": "take", "key": sender.key_id, "units": "yes", "unit.LX-01-09": "LX-01-02"})
    assert not Unit.objects.filter(code="LX-01-09").exists()
    client, sent = upload(street())
    client.post(sent.url, {"do": "away"})
    assert not IncomingBundle.objects.exists()


def test_what_came_in_opens_without_its_texts_and_is_not_changed_here(upload, browse, activity):
    sender = street()
    client, sent = upload(sender)
    client.post(sent.url, {"do": "take", "key": sender.key_id, "units": "yes"})
    entry = Entry.objects.filter(origin=sender.origin, kind="record").first()
    page = text_of(client.get(f"/entries/{entry.seq}/"))
    assert "原文在报送单位" in page
    assert "46" in page
    secretary = browse("community_secretary")
    assert secretary.get(f"/entries/{entry.seq}/correct/").status_code == 422
    assert secretary.post(f"/entries/{entry.seq}/void/", {"reason": "改"}).status_code == 422
    for address in ("/ledger/activity/?period=2026", "/search/?q=消防", f"/ledger/activity/?entry={entry.seq}"):
        assert client.get(address).status_code == 200


def test_what_is_no_bundle_is_refused_in_words(upload):
    _, sent = upload(None, b"no zip")
    assert sent.status_code == 422
    assert "不是数据包" in text_of(sent)


@pytest.mark.parametrize("name", ["subdistrict_officer", "community_secretary", "district_reader", "outsider"])
def test_who_may_not_take_bundles_in_is_refused(upload, browse, name):
    client, sent = upload(street())
    assert client.get(sent.url).status_code == 200
    for address in (PAGE, sent.url):
        assert browse(name).get(address).status_code == 403
        assert browse(name).post(address, {"do": "take"}).status_code == 403
