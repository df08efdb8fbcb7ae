"""The page on which two units make one record of one event."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledger.facts import record
from yiben.ledger.models import HostingProposal

ON = date(2026, 4, 9)


@pytest.fixture
def pair(cast) -> tuple[int, int]:
    mine = record(cast.unit("community"), ON, theme="反诈宣传进社区", participants=41).seq
    return mine, record(cast.unit("neighbour"), ON, theme="反诈宣传进社区", participants=44).seq


def test_a_unit_proposes_and_sees_that_it_waits(browse, cast, pair):
    client = browse("community_secretary")
    page = client.get(f"/entries/{pair[0]}/twins/").content.decode()
    assert "桥西社区也记了一条名称相近的" in page
    assert "44人" not in page
    refused = client.post(f"/entries/{pair[0]}/twins/", {"other": pair[1], "keep": "own", "reason": ""})
    assert refused.status_code == 422
    client.post(f"/entries/{pair[0]}/twins/", {"other": pair[1], "keep": "own", "reason": "一起办的"})
    assert HostingProposal.objects.get().asked == cast.unit("neighbour")
    assert "等对方单位答复" in client.get(f"/entries/{pair[0]}/twins/").content.decode()
    assert "有人提出把这条和另一个单位的合成一条" in client.get(f"/entries/{pair[0]}/").content.decode()


def test_at_closing_a_twin_leads_to_that_page(browse, pair):
    page = browse("community_secretary").get("/closing/?month=2026-04").content.decode()
    assert f'href="/entries/{pair[0]}/twins/"' in page


@pytest.mark.parametrize("name", ["foreign_secretary", "district_reader", "resident", "outsider"])
def test_nobody_else_proposes_or_answers(browse, cast, pair, name):
    made = HostingProposal.objects.create(
        kept=pair[0], dropped=pair[1], asking=cast.unit("community"), asked=cast.unit("neighbour"), reason="一起办的"
    )
    client = browse(name)
    sent = {"other": pair[1], "keep": "own", "reason": "一起办的"}
    assert client.post(f"/entries/{pair[0]}/twins/", sent).status_code in {403, 404, 422}
    for what in ("accept", "decline"):
        assert client.post(f"/hosting/{made.uid}/", {"do": what}).status_code == 403
    assert HostingProposal.objects.get().state == HostingProposal.OPEN


def test_the_unit_that_is_asked_finds_the_proposal_among_its_notices_and_answers(browse, cast, pair):
    made = HostingProposal.objects.create(
        kept=pair[1], dropped=pair[0], asking=cast.unit("neighbour"), asked=cast.unit("community"), reason="一起办的"
    )
    client = browse("community_secretary")
    page = client.get("/notices/").content.decode()
    assert "桥西社区：一场还是两场？" in page
    assert "保留桥西社区的记录，两家都写成主办单位；撤回枫林社区的记录。" in page
    assert f'href="/entries/{pair[0]}/"' in page
    client.post(f"/hosting/{made.uid}/", {"do": "decline"})
    assert HostingProposal.objects.get().state == HostingProposal.DECLINED
    assert "一场还是两场" not in client.get("/notices/").content.decode()
