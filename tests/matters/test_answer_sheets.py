"""A unit without an account answers by a file: handed out, filled in, come back, known again, taken on its behalf."""

from __future__ import annotations

import pytest

from tests.matters.cases import assigned, counted, issue, refused, step
from tests.matters.filled_sheets import filled, handed_out
from yiben.matters.actions import Said, hand_out_sheet, put_sheet_aside, take_in_sheet, take_sheet
from yiben.matters.actions.returning import filled_in
from yiben.matters.answer_sheet import mark_of, read_file
from yiben.matters.models import HandlerSheet, Matter, MatterStep
from yiben.matters.queries import earlier_files, files_kept, sheets_back, visible_matters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DOCUMENT_FOLDER = tmp_path


def helped(cast) -> Matter:
    """A matter that the organisation handles and has accepted."""
    matter = assigned(cast, issue(cast), cast.unit("organisation"))
    return take_accept(cast, matter)


def take_accept(cast, matter: Matter) -> Matter:
    sheet, content = handed_out(cast, matter)
    back = take_in_sheet(cast.caller("community_secretary"), "a.xlsx", filled(content, {"办理环节": "接收"}))
    assert back == sheet
    return take_sheet(cast.caller("community_secretary"), back, "accept", Said(), revision=matter.revision)


def reply(cast, matter: Matter, **answers: str) -> HandlerSheet:
    _sheet, content = handed_out(cast, matter)
    typed = {"办理环节": "答复", "结果": "已解决", "答复或意见": "灯修好了。", **answers}
    return take_in_sheet(cast.caller("community_secretary"), "答复.xlsx", filled(content, typed))


def test_what_came_back_is_read_by_its_labels_and_taken_for_its_unit(cast):
    secretary, matter = cast.caller("community_secretary"), helped(cast)
    back = reply(cast, matter)
    said = filled_in(back)
    assert (said.step, said.words, dict(said.answers)) == ("答复", "灯修好了。", {"结果": "已解决"})
    taken = take_sheet(
        secretary, back, "reply", Said(words=said.words, answers={"outcome": "solved"}), revision=matter.revision
    )
    row = taken.steps.last()
    assert (taken.state, row.unit, row.post, row.by_link) == (
        "replied",
        cast.unit("organisation"),
        secretary.post,
        False,
    )
    assert row.said["sheet"] == back.uid
    assert [each.name for each in row.papers.all()] == ["答复.xlsx"]
    assert counted()[-1]["event"] == "answered"


def test_who_may_not_assign_hands_nothing_out_and_takes_nothing(cast):
    matter = assigned(cast, issue(cast), cast.unit("organisation"))
    with refused("no_access"):
        hand_out_sheet(cast.caller("community_worker"), matter, cast.unit("organisation"))
    _sheet, content = handed_out(cast, matter)
    back = take_in_sheet(cast.caller("community_secretary"), "a.xlsx", filled(content, {}))
    with refused("no_access"):
        take_sheet(cast.caller("community_worker"), back, "accept", Said(), revision=matter.revision)
    assert not sheets_back(cast.caller("community_worker")).exists()


def test_a_file_of_a_matter_that_is_not_ones_own_tells_nothing_of_it(cast):
    _sheet, content = handed_out(cast, assigned(cast, issue(cast), cast.unit("organisation")))
    foreign = cast.caller("foreign_secretary")
    assert not visible_matters(foreign).exists()
    with refused("matter_sheet_foreign"):
        take_in_sheet(foreign, "a.xlsx", content)


def test_a_unit_that_has_no_part_gets_no_sheet(cast):
    matter = assigned(cast, issue(cast))
    with refused("matter_not_helping"):
        hand_out_sheet(cast.caller("community_secretary"), matter, cast.unit("organisation"))
    done = assigned(cast, issue(cast), cast.unit("organisation"))
    step(cast.caller("community_secretary"), done, "join", into=matter)
    with refused("matter_sheet_nothing"):
        hand_out_sheet(cast.caller("community_secretary"), done, cast.unit("organisation"))


def test_a_mark_of_another_matter_or_with_one_sign_changed_is_refused(cast):
    first, content = handed_out(cast, assigned(cast, issue(cast), cast.unit("organisation")))
    second, _other = handed_out(cast, assigned(cast, issue(cast, title="另一件"), cast.unit("organisation")))
    forged = mark_of(first).replace(first.uid, second.uid)
    changed = mark_of(first)[:-1] + ("0" if mark_of(first)[-1] != "0" else "1")
    for mark in (forged, changed, "YB-", "随便写"):
        with refused("matter_sheet_mark"):
            read_file(filled(content, {}, mark=mark), "a.xlsx")
    assert read_file(content, "a.xlsx").sheet == first.uid


def test_a_table_that_is_no_sheet_is_refused(cast):
    with refused("matter_sheet_unknown"):
        take_in_sheet(cast.caller("community_secretary"), "台账.csv", "日期,数量\n2026-05-20,3\n".encode())


def test_a_file_for_another_matter_is_told_where_it_belongs(cast):
    _sheet, content = handed_out(cast, assigned(cast, issue(cast), cast.unit("organisation")))
    other = assigned(cast, issue(cast, title="另一件"), cast.unit("organisation"))
    with refused("matter_sheet_other"):
        take_in_sheet(cast.caller("community_secretary"), "a.xlsx", content, matter=other)


def test_a_file_that_comes_twice_is_taken_once(cast):
    secretary, matter = cast.caller("community_secretary"), helped(cast)
    _sheet, content = handed_out(cast, matter)
    sent = filled(content, {"办理环节": "首次答复", "答复或意见": "明天去。"})
    back = take_in_sheet(secretary, "a.xlsx", sent)
    with refused("matter_sheet_again"):
        take_in_sheet(secretary, "b.xlsx", sent)
    take_sheet(secretary, back, "first_reply", Said(words="明天去。"), revision=matter.revision)
    with refused("matter_sheet_taken"):
        take_in_sheet(secretary, "a.xlsx", sent)
    with refused("matter_sheet_gone"):
        take_sheet(secretary, back, "first_reply", Said(words="明天去。"), revision=matter.revision + 1)
    assert MatterStep.objects.filter(matter=matter, step="first_reply").count() == 1


def test_a_newer_file_takes_the_place_of_one_that_waits(cast):
    secretary, matter = cast.caller("community_secretary"), helped(cast)
    _sheet, content = handed_out(cast, matter)
    take_in_sheet(secretary, "a.xlsx", filled(content, {"答复或意见": "明天去。"}))
    back = take_in_sheet(secretary, "b.xlsx", filled(content, {"答复或意见": "后天去。"}))
    assert filled_in(back).words == "后天去。"
    assert [each.name for each in sheets_back(secretary)] == ["b.xlsx"]
    [earlier] = earlier_files(back)
    assert (earlier.name, filled_in(earlier).words) == ("a.xlsx", "明天去。")
    assert {back.digest, earlier.digest} <= set(files_kept())
    taken = take_sheet(secretary, back, "first_reply", Said(words="后天去。"), revision=matter.revision)
    assert [each.name for each in taken.steps.last().papers.all()] == ["b.xlsx", "（已被后一份取代）a.xlsx"]


def test_a_matter_that_has_moved_on_takes_no_late_sheet(cast):
    secretary, matter = cast.caller("community_secretary"), helped(cast)
    _sheet, content = handed_out(cast, matter)
    step(secretary, matter, "transfer", lead=cast.unit("community"), words="改由社区办")
    with refused("matter_sheet_moved_on"):
        take_in_sheet(secretary, "a.xlsx", content)


def test_what_is_put_aside_may_come_back_once_more(cast):
    secretary, matter = cast.caller("community_secretary"), helped(cast)
    back = reply(cast, matter)
    put_sheet_aside(secretary, back)
    assert not sheets_back(secretary).exists()
    with refused("matter_sheet_gone"):
        put_sheet_aside(secretary, back)


def test_a_sheet_takes_no_step_that_is_not_its_units(cast):
    matter = helped(cast)
    back = reply(cast, matter)
    with refused("no_access"):
        take_sheet(cast.caller("community_secretary"), back, "transfer", Said(), revision=matter.revision)


def test_a_helping_unit_gives_its_opinion_by_a_sheet(cast):
    secretary = cast.caller("community_secretary")
    matter = assigned(cast, issue(cast), helpers=[cast.unit("organisation")])
    _sheet, content = handed_out(cast, matter)
    back = take_in_sheet(secretary, "a.xlsx", filled(content, {"答复或意见": "可以出两个人。"}))
    assert filled_in(back).step == "协办意见"
    take_sheet(secretary, back, "opinion", Said(words="可以出两个人。"), revision=matter.revision)
    assert matter.helpers.get().opinion["words"] == "可以出两个人。"
