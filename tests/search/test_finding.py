"""What is found for a few characters, in which order, and by whom."""

from __future__ import annotations

from datetime import date

import pytest

from yiben.search.queries import MOST, find, rank_of


def labels(caller, text: str, kind: str = "") -> list[str]:
    return [hit.label for hit in find(caller, text) if kind in ("", hit.kind)]


@pytest.fixture
def make(cast):
    from yiben.tasks.actions import TaskTerms, set_task

    def task(title: str, unit: str = "community", charge: str = "subdistrict"):
        officer = cast.caller("district_officer")
        terms = TaskTerms(title=title, unit=cast.unit(unit), due_on=date(2026, 6, 30))
        return set_task(officer, terms, source_kind="plan", source="x", charge=cast.unit(charge))

    return task


@pytest.mark.parametrize("text", ["枫", "枫林", "林社", "枫林社区居民委员会", "LX-01-01", "lx-01-01"])
def test_a_unit_is_found_by_any_part_of_its_names(cast, text):
    assert "枫林社区" in labels(cast.caller("subdistrict_officer"), text, "unit")


def test_a_unit_is_found_by_its_alias(cast):
    unit = cast.unit("community")
    unit.aliases = ["老粮站"]
    unit.save()
    assert [hit.rank for hit in find(cast.caller("subdistrict_officer"), "粮站")] == [2]
    assert [(hit.label, hit.rank) for hit in find(cast.caller("subdistrict_officer"), "老粮站")] == [("枫林社区", 0)]


def test_a_unit_elsewhere_is_not_found(cast):
    assert labels(cast.caller("community_secretary"), "柳荫") == []
    assert labels(cast.caller("district_officer"), "柳荫") == ["柳荫社区"]


def test_the_whole_name_comes_before_its_beginning_and_that_before_the_inside(cast, make):
    for title in ("组织反诈演练", "反诈宣传月", "反诈"):
        make(title)
    found = labels(cast.caller("community_secretary"), "反诈", "task")
    assert found == ["反诈", "反诈宣传月", "组织反诈演练"]


def test_a_task_of_another_unit_is_not_found(cast, make):
    make("巡查电动车", unit="foreign", charge="other_subdistrict")
    assert labels(cast.caller("community_secretary"), "巡查电动车") == []
    assert labels(cast.caller("foreign_secretary"), "巡查电动车") == ["巡查电动车"]


def test_what_others_have_takes_no_place_from_what_is_mine(cast, make):
    for number in range(MOST + 5):
        make(f"巡查{number}", unit="foreign", charge="other_subdistrict")
    make("夜间巡查")
    assert labels(cast.caller("community_secretary"), "巡查", "task") == ["夜间巡查"]


def test_every_word_has_to_stand_in_the_name(cast, make):
    make("夜间消防巡查")
    caller = cast.caller("community_secretary")
    assert labels(caller, "巡查 消防", "task") == ["夜间消防巡查"]
    assert labels(caller, "巡查 交通", "task") == []


def test_books_metrics_and_reports_are_found(cast):
    from yiben.catalog.queries import catalogue

    caller = cast.caller("community_secretary")
    assert "活动" in "".join(labels(caller, "活动", "book"))
    assert find(caller, "横幅")[0].args == ("safe_community.banners",)
    annual = catalogue().reports["safe_community/annual"].label
    assert find(caller, annual[-2:])[0].args == ("safe_community", "annual")


def test_a_plan_is_found_by_those_who_may_read_it(cast, published):
    title = published.title[:4]
    assert labels(cast.caller("subdistrict_officer"), title, "plan") == [published.title]
    assert labels(cast.caller("foreign_secretary"), title, "plan") == []


@pytest.mark.parametrize("name", ["resident", "system_admin", "security_admin", "audit_admin", "outsider"])
def test_a_post_without_a_ledger_finds_nothing(cast, name):
    assert find(cast.caller(name), "活动") == []


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "查无此名", "'\"\\"])
def test_nothing_is_found_for_what_stands_nowhere(cast, text):
    assert find(cast.caller("district_officer"), text) == []


def test_a_rank_is_that_of_the_best_name():
    assert rank_of("反诈", ["组织反诈", "反诈"]) == 0
    assert rank_of("反诈", ["消防"]) is None


def test_what_only_a_help_text_says_comes_last(cast):
    hits = find(cast.caller("community_secretary"), "印了没发的")
    assert [(hit.kind, hit.label) for hit in hits] == [("help", "活动：发放手册")]
    assert find(cast.caller("resident"), "印了没发的") == []


def test_rounds_visits_and_assessments_are_found_by_those_who_see_them(cast):
    from tests.assessments.cases import of, published
    from tests.inspections.cases import opened, visited

    visit = visited(cast, opened(cast, 4), "LX-01-01")
    found = find(cast.caller("subdistrict_officer"), "平安宣传督查")
    assert {("round", visit.round.uid), ("visit", visit.uid)} <= {(each.kind, each.args[0]) for each in found}
    own = find(cast.caller("community_secretary"), "平安宣传督查")
    seen = {each.args[0] for each in own if each.kind == "visit"}
    assert visit.uid in seen
    assert seen < {each.uid for each in visit.round.visits.all()} | {visit.uid}
    assert not find(cast.caller("foreign_secretary"), "平安宣传督查")
    row = published(cast)
    assert of(row, cast, "community").assessment == row
    assert row.uid in {each.args[0] for each in find(cast.caller("subdistrict_officer"), row.title)}
