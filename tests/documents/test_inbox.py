"""A heap of papers is taken in at once."""

from __future__ import annotations

import pytest

from tests.plans.conftest import SCHEME
from tests.text.samples import SUMMARY, archive, spreadsheet
from yiben.errors import Refusal


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DOCUMENT_FOLDER = tmp_path / "documents"


@pytest.fixture
def take(cast):
    from yiben.documents.inbox import take_in

    def send(*files, who="subdistrict_officer"):
        return take_in(cast.caller(who), unit=cast.units["subdistrict"], files=files)

    return send


def test_every_file_of_an_archive_is_a_paper_and_a_bad_one_stops_nothing(take):
    packed = archive({"a.txt": SCHEME, "b.txt": SUMMARY.encode(), "c.bin": bytes(range(8)) * 9})
    rows = take(("包.zip", packed))
    assert [each.problem.code if each.problem else "" for each in rows] == ["", "", "document_unknown"]
    assert rows[1].label == "青禾街道邻里互助工作总结"


def test_a_paper_with_the_same_content_is_not_kept_again(take):
    from yiben.documents.models import Document

    (first,) = take(("方案.txt", SCHEME))
    (second,) = take(("方案（副本）.txt", SCHEME.decode().replace("，", ",").encode()))
    assert second.document == first.document == second.same_as
    assert Document.objects.count() == 1


def test_a_paper_that_is_nearly_the_same_is_kept_and_said_to_be(take):
    (first,) = take(("方案.txt", SCHEME))
    (second,) = take(("方案改.txt", SCHEME.decode().replace("10块", "12块").encode()))
    assert second.document != first.document == second.same_as
    assert 0.8 <= second.alike < 1


def test_an_excerpt_is_a_paper_of_its_own_though_all_of_it_stands_in_another(take):
    (first,) = take(("方案.txt", SCHEME))
    lines = SCHEME.decode().splitlines()
    (second,) = take(("摘录.txt", "\n".join(lines[: len(lines) // 2]).encode()))
    assert second.document != first.document == second.same_as
    assert second.alike == 1.0


def test_a_table_is_a_paper_in_a_heap(take):
    (row,) = take(("台账.xlsx", spreadsheet(["社区", "户数"], ["听荷社区", 12])))
    assert row.document.kind == "xlsx"


def test_who_may_not_upload_is_refused(take):
    with pytest.raises(Refusal, match="no_access"):
        take(("方案.txt", SCHEME), who="outsider")
