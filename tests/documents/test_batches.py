"""Papers handed in together are read one after the other, once, whatever happens in between."""

from __future__ import annotations

import pytest

from tests.plans.conftest import SCHEME
from tests.text.samples import SUMMARY, archive
from yiben.errors import Refusal


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DOCUMENT_FOLDER = tmp_path / "documents"


@pytest.fixture
def hand_in(cast):
    from yiben.documents.inbox import begin_batch

    def send(*files, who="subdistrict_officer"):
        return begin_batch(cast.caller(who), unit=cast.units["subdistrict"], files=files)

    return send


def states(batch):
    return [(each.name, each.state) for each in batch.files.all()]


def test_nothing_is_read_before_its_turn_and_everything_after(hand_in):
    from yiben.documents.inbox import read_batch

    packed = archive({"a.txt": SCHEME, "b.bin": bytes(range(8)) * 9})
    batch = hand_in(("包.zip", packed), ("总结.txt", SUMMARY.encode()))
    assert {state for _name, state in states(batch)} == {"waiting"}
    read = read_batch(batch.uid)
    assert states(read) == [("包.zip/a.txt", "kept"), ("包.zip/b.bin", "refused"), ("总结.txt", "kept")]
    assert read.finished_at is not None


def test_reading_again_keeps_nothing_twice(hand_in):
    from yiben.documents.inbox import read_batch
    from yiben.documents.models import Document

    batch = hand_in(("方案.txt", SCHEME))
    read_batch(batch.uid)
    read_batch(batch.uid)
    assert Document.objects.count() == 1


def test_a_paper_that_is_there_already_is_linked_and_not_kept(hand_in):
    from yiben.documents.inbox import read_batch

    first = read_batch(hand_in(("方案.txt", SCHEME)).uid).files.get()
    again = read_batch(hand_in(("副本.txt", SCHEME.decode().replace("，", ",").encode())).uid).files.get()
    assert (again.state, again.document) == ("known", first.document)


def test_a_job_says_how_many_it_kept_and_refused(hand_in):
    from yiben.documents.jobs import read_papers

    batch = hand_in(("方案.txt", SCHEME), ("x.bin", bytes(range(8)) * 9))
    assert read_papers.func(batch.uid) == {"count": 1, "refused": 1}
    assert read_papers.func(batch.uid) == {"count": 1, "refused": 1}


def test_an_archive_that_cannot_be_opened_is_a_file_with_its_reason(hand_in):
    packed = archive({f"{n}.txt": b"x" for n in range(501)})
    (row,) = hand_in(("包.zip", packed)).files.all()
    assert (row.state, row.problem["code"]) == ("refused", "archive_too_many")


def test_no_file_at_all_and_too_many_are_refused(hand_in, monkeypatch):
    with pytest.raises(Refusal, match="document_missing"):
        hand_in()
    monkeypatch.setattr("yiben.documents.inbox.MOST", 1)
    with pytest.raises(Refusal, match="papers_too_many"):
        hand_in(("a.txt", b"a"), ("b.txt", b"b"))


def test_who_may_not_upload_hands_nothing_in(hand_in):
    with pytest.raises(Refusal, match="no_access"):
        hand_in(("方案.txt", SCHEME), who="community_secretary")


def test_of_what_was_refused_or_known_no_bytes_stay(hand_in, settings):
    from yiben.documents.inbox import read_batch

    read_batch(hand_in(("方案.txt", SCHEME)).uid)
    read_batch(hand_in(("x.bin", bytes(range(8)) * 9), ("副本.txt", SCHEME + b"\n"), ("方案.txt", SCHEME)).uid)
    kept = [path for path in settings.DOCUMENT_FOLDER.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [SCHEME]
