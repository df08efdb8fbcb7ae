"""Joining packs, digests, and what a later version may not do."""

import pydantic
import pytest

from tests.layout.sources import SHIPPED
from yiben.packs.definitions import Book, BookExtension, Choice, Field, Metric, Pack
from yiben.packs.loading import load_folder
from yiben.packs.resolving import (
    Catalogue,
    book_digest,
    book_from_json,
    book_to_json,
    compare,
    pack_digest,
    resolve,
)

HOUSEHOLDS = Field(id="households", label="户数", type="count", unit="户", add="flow")
KIND = Field(id="kind", label="类别", type="choice", choices=(Choice(id="routine", label="日常"),))
VISIT = Book(id="visit", label="走访", entry_word="次", fields=(HOUSEHOLDS, KIND))
HOMES = Metric(id="homes", label="户数", means="户数。", unit="户", how="sum", book="visit", field="households")
VISITS = Pack(name="visits", label="走访", version=1, books=(VISIT,), metrics=(HOMES,))


def extending(name: str, field_id: str) -> Pack:
    added = Field(id=field_id, label="新增", type="text")
    extension = BookExtension(extends="visit", fields=(added,), choices={"kind": (Choice(id=name, label=name),)})
    requires = {"visits": 1}
    return Pack(name=name, label="扩展", version=1, requires=requires, extensions=(extension,))


def test_extensions_follow_the_books_own_fields_in_order_of_pack_name() -> None:
    packs = [extending("beta", "second"), VISITS, extending("alpha", "first")]
    joined = resolve(packs).catalogue
    assert joined is not None
    book = joined.book("visit")
    assert book is not None
    assert [item.id for item in book.fields] == ["households", "kind", "first", "second"]
    assert [choice.id for choice in book.fields[1].choices] == ["routine", "alpha", "beta"]


def test_two_packs_may_not_add_the_same_field() -> None:
    found = resolve([VISITS, extending("alpha", "same"), extending("beta", "same")])
    assert found.catalogue is None
    assert {(each.code, each.file) for each in found.problems} == {
        ("PK020", "alpha"),
        ("PK020", "beta"),
    }


def test_a_missing_requirement_stops_the_joining() -> None:
    found = resolve([extending("alpha", "first")])
    assert [each.code for each in found.problems] == ["PK027"]


def test_a_metric_is_found_by_its_full_id_and_by_a_bare_id_when_only_one_has_it() -> None:
    other = VISITS.model_copy(update={"name": "other", "books": (), "requires": {"visits": 1}})
    alone, both = resolve([VISITS]).catalogue, resolve([VISITS, other]).catalogue
    assert alone is not None
    assert both is not None
    assert alone.metric("homes") == alone.metric("visits.homes") == HOMES
    assert both.metric("homes") is None
    assert both.metric("other.homes") == HOMES
    assert alone.metric("nothing") is None
    assert alone.report("visits/nothing") is None


def test_a_report_gives_its_template(catalogue: Catalogue) -> None:
    assert catalogue.report("safe_community/annual") is not None
    assert "figure('events')" in str(catalogue.template("safe_community/annual"))
    assert catalogue.template("safe_community/none") is None


def test_a_book_comes_back_from_json_with_the_same_digest(catalogue: Catalogue) -> None:
    for book in catalogue.books.values():
        again = book_from_json(book_to_json(book))
        assert again == book
        assert book_digest(again) == book_digest(book)
    with pytest.raises(pydantic.ValidationError):
        book_from_json({"id": "visit"})


def test_a_books_digest_is_fixed_and_changes_with_its_meaning() -> None:
    assert book_digest(VISIT) == book_digest(VISIT.model_copy(update={"help": ""}))
    changed = VISIT.model_copy(update={"fields": (HOUSEHOLDS,)})
    assert book_digest(changed) != book_digest(VISIT)
    assert book_digest(VISIT).startswith("sha256:")
    assert len(book_digest(VISIT)) == 71


def test_a_packs_digest_depends_on_names_and_bytes_but_not_on_order() -> None:
    assert pack_digest({"a": b"1", "b": b"2"}) == pack_digest({"b": b"2", "a": b"1"})
    assert pack_digest({"a": b"1b", "c": b""}) != pack_digest({"a": b"1", "bc": b""})
    assert pack_digest({"a": b"1"}) != pack_digest({"a": b"2"})


def test_a_later_version_may_add_and_reword() -> None:
    books = (VISIT.model_copy(update={"label": "上门", "fields": (*VISIT.fields, *_more())}),)
    later = VISITS.model_copy(update={"version": 2, "books": books})
    assert compare(VISITS, later) == ()


@pytest.mark.parametrize(
    "change", [{"type": "amount", "unit": None}, {"unit": "人"}, {"add": "stock"}, {"rollup": True}]
)
def test_a_later_version_may_not_give_a_field_another_meaning(change: dict[str, object]) -> None:
    changed = Field.model_validate({**HOUSEHOLDS.model_dump(), **change})
    books = (VISIT.model_copy(update={"fields": (changed, KIND)}),)
    found = compare(VISITS, VISITS.model_copy(update={"version": 2, "books": books}))
    assert {each.code for each in found} == {"PK051"}
    assert {each.data["key"] for each in found} == set(change)


def test_a_later_version_may_not_drop_what_an_extension_added() -> None:
    old = extending("alpha", "first")
    found = compare(old, old.model_copy(update={"version": 2, "extensions": ()}))
    assert [each.data["place"] for each in found] == ["visit.first", "visit.kind.alpha"]


def test_a_metric_may_not_change_what_it_counts() -> None:
    metrics = (HOMES.model_copy(update={"where": {"kind": "routine"}}),)
    found = compare(VISITS, VISITS.model_copy(update={"version": 2, "metrics": metrics}))
    assert [(each.code, each.data["key"]) for each in found] == [("PK051", "where")]


def _more() -> tuple[Field, ...]:
    return (Field(id="remark", label="备注", type="text"),)


@pytest.mark.parametrize(
    "kept",
    ["books", "rolls", "procedures", "meetings", "checklists", "assessments", "registers", "rosters", "analyses"],
)
def test_a_later_version_may_not_drop_what_work_goes_by(kept: str) -> None:
    base = load_folder(SHIPPED / "base").pack
    assert base is not None
    assert getattr(base, kept)
    found = compare(base, base.model_copy(update={"version": base.version + 1, kept: ()}))
    assert {each.data["id"] for each in found if each.code == "PK050"} >= {each.id for each in getattr(base, kept)}
