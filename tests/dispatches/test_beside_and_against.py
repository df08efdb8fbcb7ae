"""A document before it is signed: its numbers held against the ledger, files beside it; who finds it, who sees how it came."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.dispatches.papers import NOTICE, printed, signed, subdistrict_series
from tests.dispatches.test_life import _own_folder  # noqa: F401  (fixture)
from tests.ledger.facts import record, refused
from yiben.audit.callers import SYSTEM
from yiben.dispatches.actions.drafting import attach_file, begin_dispatch, remove_file
from yiben.dispatches.actions.issuing import send_dispatch
from yiben.dispatches.building import official_of
from yiben.dispatches.holding import hold_text
from yiben.dispatches.queries import attached_file, is_inside
from yiben.search.queries import find

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(cast):
    return subdistrict_series(cast)


@pytest.fixture
def claiming(cast, series):
    record(cast.unit("community"), date(2026, 3, 9))
    return begin_dispatch(SYSTEM, series, replace(NOTICE, body="今年以来，开展平安宣传活动3场，横幅0条。"))


def sent(cast, series):
    made, units = printed(series), [cast.unit("community")]
    return send_dispatch(SYSTEM, made, revision=made.revision, on=date(2026, 5, 20), to="", way="paper", units=units)


def test_a_number_that_the_ledger_contradicts_is_told_before_the_signature(cast, claiming):
    held = hold_text(cast.caller("subdistrict_officer"), claiming)
    assert [(each.claim.text, each.ledger_text) for each in held.differing] == [("开展平安宣传活动3场", "1场")]
    assert hold_text(cast.caller("foreign_secretary"), claiming) is None


def test_what_is_signed_is_not_held_against_anything_any_more(cast, series):
    assert hold_text(SYSTEM, signed(series, replace(NOTICE, body="开展平安宣传活动3场。"))) is None


def test_a_file_beside_the_document_stands_in_the_note_of_attachments(cast, series):
    made = begin_dispatch(SYSTEM, series, NOTICE)
    attach_file(SYSTEM, made, "检查表.xlsx", b"PK-table", revision=made.revision, title="检查表（电子版）")
    made.refresh_from_db()
    assert official_of(made).attachment_lines == ("1. 安全检查情况统计表", "2. 检查表（电子版）")
    (kept,) = made.files.all()
    assert attached_file(made, kept.pk) == ("检查表.xlsx", b"PK-table")
    remove_file(SYSTEM, made, kept.pk, revision=made.revision)
    assert official_of(made).attachment_lines == ("安全检查情况统计表",)


def test_nothing_is_put_beside_what_is_signed_and_nothing_secret(cast, series):
    made = signed(series)
    with refused("dispatch_step"):
        attach_file(SYSTEM, made, "a.xlsx", b"PK", revision=made.revision)
    draft = begin_dispatch(SYSTEM, series, NOTICE)
    with refused("file_secret"):
        attach_file(SYSTEM, draft, "a.txt", "机密★1年\n情况".encode(), revision=draft.revision)


def test_a_document_is_found_by_title_number_and_words_and_only_by_who_may_read_it(cast, series):
    made = sent(cast, series)
    officer, receiver, outsider = (
        cast.caller(name) for name in ("subdistrict_officer", "community_secretary", "foreign_secretary")
    )
    for typed in ("春季安全检查", "枫街办发", "逐户登记"):
        assert [hit.args for hit in find(officer, typed) if hit.kind == "document"] == [(made.uid,)]
        assert [hit.args for hit in find(receiver, typed) if hit.kind == "document"] == [(made.uid,)]
        assert [hit for hit in find(outsider, typed) if hit.kind == "document"] == []


def test_who_only_gets_a_document_does_not_see_how_it_came_about(cast, series):
    made = sent(cast, series)
    assert is_inside(cast.caller("subdistrict_officer"), made)
    assert not is_inside(cast.caller("community_secretary"), made)
