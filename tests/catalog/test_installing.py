"""Packs are installed as immutable versions; an entry keeps the version that it was made with."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Cast
from tests.catalog.packs import METRICS, NEW_FIELD, visits
from tests.ledger.facts import figure, last_seq, record, refused
from yiben.audit.callers import SYSTEM
from yiben.catalog.actions import extend_pack, install_pack
from yiben.catalog.models import PackVersion
from yiben.catalog.queries import active_versions, book_version, catalogue, current_book, files_of, installed_packs
from yiben.errors import PackProblem
from yiben.ledger import canonical
from yiben.ledger.models import Entry
from yiben.ledger.queries import read_entry
from yiben.ledger.verifying import verify
from yiben.packs.definitions import BookExtension, Field, Metric

ON = date(2026, 5, 1)


def install(files: dict[str, bytes]) -> PackVersion:
    return install_pack(SYSTEM, files, on=ON)


def codes(files: dict[str, bytes]) -> list[str]:
    before = last_seq()
    with pytest.raises(PackProblem) as caught:
        install(files)
    assert last_seq() == before
    return [problem.code for problem in caught.value.data["problems"]]  # type: ignore[attr-defined]


def test_an_installed_pack_is_in_the_catalogue_and_its_files_are_kept(cast: Cast):
    made = install(visits())
    assert catalogue().metric_key("homes") == "visits.homes"
    assert current_book("visit")[1] == 1
    assert files_of(made.pk) == visits()


def test_installing_is_an_entry_of_kind_pack(cast: Cast):
    made = install(visits())
    body = canonical.from_bytes(bytes(Entry.objects.get(seq=made.seq).body))
    assert (body["kind"], body["values"]["pack"], body["values"]["version"]) == ("pack", "visits", 1)
    assert body["values"]["digest"] == made.digest
    assert body["values"]["books"]["visit"]["number"] == 1


def test_installing_again_changes_nothing(cast: Cast):
    made = install(visits())
    assert (install(visits()), last_seq()) == (made, made.seq)


def test_other_content_under_an_installed_version_is_a_conflict(cast: Cast):
    install(visits())
    with refused("pack_version_used", conflict=True):
        install(visits(more=NEW_FIELD))


def test_a_new_version_gives_its_changed_book_the_next_number(cast: Cast):
    install(visits())
    install(visits(2, more=NEW_FIELD))
    book, number = current_book("visit")
    assert (number, book.field("gifts") is not None) == (2, True)
    assert book_version("visit", 1).field("gifts") is None


def test_a_new_version_with_the_same_book_keeps_its_number(cast: Cast):
    install(visits())
    install(visits(2, metrics=visits()["metrics.yaml"].decode().replace("走访次数", "走访总次数")))
    assert current_book("visit")[1] == 1
    assert catalogue().metrics["visits.visits"].label == "走访总次数"


def test_an_entry_keeps_the_version_of_its_book(cast: Cast):
    install(visits())
    first = record(cast.unit("community"), book="visit", households=3).seq
    install(visits(2, more=NEW_FIELD))
    second = record(cast.unit("community"), book="visit", households=4, gifts=9).seq
    assert [read_entry(SYSTEM, seq).entry.book_version for seq in (first, second)] == [1, 2]
    assert figure("homes", cast.unit("district")) == 7
    assert verify(deep=True).is_clean


def test_the_catalogue_as_of_an_earlier_number_is_the_one_of_then(cast: Cast):
    before = last_seq()
    first = install(visits()).seq
    install(visits(2, metrics=visits()["metrics.yaml"].decode().replace("走访次数", "走访总次数")))
    assert catalogue(before).metric_key("homes") is None
    assert catalogue(first).metrics["visits.visits"].label == "走访次数"
    assert catalogue().metrics["visits.visits"].label == "走访总次数"


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (visits(2, unit="人"), "PK051"),
        ({**visits(2), "books/visit.yaml": b"id: visit\nlabel: x\nentry_word: x\nfields: []\n"}, "PK015"),
        (visits(2, metrics=METRICS.splitlines()[0]), "PK050"),
    ],
)
def test_a_version_that_gives_an_id_another_meaning_or_drops_it_is_refused(files, code, cast: Cast):
    install(visits())
    assert code in codes(files)
    assert current_book("visit")[1] == 1


def test_all_problems_of_a_pack_come_at_once(cast: Cast):
    broken = visits(more="  - {id: Bad, label: 坏, type: txt}\n  - {id: reason, label: 事由, type: text}\n")
    assert len(codes(broken)) >= 2


def test_a_pack_that_needs_what_is_not_installed_is_refused(cast: Cast):
    files = visits()
    assert codes({**files, "pack.yaml": files["pack.yaml"] + b"requires: {swimming: 1}\n"}) == ["PK027"]


def test_a_pack_that_takes_the_book_of_another_is_refused(cast: Cast):
    install(visits())
    files = {**visits(), "pack.yaml": "name: calls\nlabel: 走访\nversion: 1\n".encode()}
    assert codes(files) == ["PK020"]


@pytest.mark.parametrize("who", ["security_admin", "district_officer", "outsider"])
def test_only_the_system_administrator_installs_packs(who, cast: Cast):
    with refused("no_access"):
        install_pack(cast.caller(who), visits(), on=ON)
    assert install_pack(cast.caller("system_admin"), visits(), on=ON)


def test_a_book_or_version_that_is_not_installed_is_refused(cast: Cast):
    with refused("book_unknown"):
        current_book("visit")
    with refused("book_version_unknown"):
        book_version("activity", 99)


def test_an_overlay_may_build_upon_a_pack_that_came_after_it(cast: Cast):
    more = BookExtension(
        extends="activity", fields=(Field(id="f1", label="到场单位", type="count", unit="家", add="flow"),)
    )
    extend_pack(SYSTEM, "base", extensions=[more], on=ON)
    install(visits())
    metric = Metric(
        id="m1",
        label="每次户数",
        means="户数除以次数。",
        unit="户/次",
        how="average",
        of="visits.homes",
        to="visits.visits",
    )
    extend_pack(SYSTEM, "base", metrics=[metric], builds_on=["visits"], on=ON)
    assert [each.name for each in installed_packs(active_versions())][-2:] == ["visits", "base.local"]
    assert catalogue().metric("m1") == catalogue().metrics["base.local.m1"] == metric
    with refused("pack_unknown"):
        extend_pack(SYSTEM, "base", metrics=[metric], builds_on=["nothing"], on=ON)
