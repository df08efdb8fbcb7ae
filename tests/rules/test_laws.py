"""Every rule with its cases: what passes, what fails, the numbers at the edge, the text of the day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiben.rules.calendars import shipped_calendar
from yiben.rules.kinds import due_of
from yiben.rules.laws import Case, Rule, effective, hold_against, judge, shipped_cases, shipped_rules

CASES = shipped_cases()


@pytest.mark.parametrize("case", CASES, ids=[f"{each.rule}-{n}" for n, each in enumerate(CASES)])
def test_a_case_says_what_its_rule_says(case: Case) -> None:
    verdict = judge(case.rule, case.given, case.on, layers=case.layers)
    assert (verdict.outcome, dict(case.given)) == (case.says, dict(case.given)), verdict


def test_every_text_of_every_rule_has_a_case_that_holds_and_one_that_does_not() -> None:
    found: dict[tuple[str, str, date], set[str]] = defaultdict(set)
    for case in CASES:
        rule = effective(case.rule, case.on, case.layers)
        if rule is not None:
            found[rule.id, rule.layer, rule.valid_from].add(case.says)
    lacking = [
        (rule.id, rule.basis)
        for rule in shipped_rules()
        if not {"pass"} <= (says := found[rule.id, rule.layer, rule.valid_from]) or not says & {"fail", "warn"}
    ]
    assert lacking == []


def test_what_was_not_read_in_the_text_never_forbids() -> None:
    unsure = [
        case for case in CASES if (rule := effective(case.rule, case.on, case.layers)) and rule.confidence != "high"
    ]
    assert unsure
    assert all(case.says != "fail" for case in unsure)


def test_a_verdict_tells_law_day_and_numbers() -> None:
    verdict = judge("representatives_meeting_quorum", {"present": 39, "members": 60}, date(2026, 6, 1))
    assert (verdict.outcome, verdict.code, verdict.computed["needed"]) == ("fail", "share_missed", 40)
    assert verdict.basis == "城市居民委员会组织法 第二十九条"


def test_a_case_of_2023_is_judged_by_the_text_of_2023() -> None:
    asked = {"asking": 150, "adults": 1000}
    assert judge("meeting_request", asked, date(2023, 6, 1)).outcome == "fail"
    assert judge("meeting_request", asked, date(2026, 6, 1)).outcome == "pass"


def test_an_unknown_rule_is_no_verdict() -> None:
    with pytest.raises(KeyError):
        judge("nobody_wrote_this", {}, date(2026, 6, 1))


@pytest.mark.parametrize(
    ("rule", "own", "outcome", "code"),
    [
        ("voter_list_notice", {"days": 10}, "fail", "below_statute"),
        ("voter_list_notice", {"days": 25}, "pass", "layer_tightens"),
        ("handover_days", {"workdays": 5}, "warn", "units_differ"),
        ("representatives_turnout", {"over": "4/5"}, "warn", "adds_burden"),
        ("representatives_meeting_quorum", {"at_least": "1/2"}, "fail", "below_statute"),
        ("committee_size", {"least": 5, "most": 9}, "pass", "layer_agrees"),
        ("committee_size", {"least": 3}, "fail", "below_statute"),
    ],
)
def test_a_lower_text_may_tighten_and_never_loosen(rule: str, own: dict[str, object], outcome: str, code: str) -> None:
    upper = effective(rule, date(2026, 6, 1))
    assert upper is not None
    verdict = hold_against(upper, own)
    assert (verdict.outcome, verdict.code) == (outcome, code)


def test_a_local_text_below_the_statute_does_not_bind(monkeypatch: pytest.MonkeyPatch) -> None:
    from yiben.rules import laws

    loose = Rule(
        "handover_days",
        "",
        "",
        {"kind": "within", "start": "a", "done": "b", "days": 30},
        date(2026, 1, 1),
        layer="某市",
    )
    monkeypatch.setattr(laws, "shipped_rules", lambda: (*shipped_rules.__wrapped__(), loose))
    bound = effective("handover_days", date(2026, 6, 1), ("某市",))
    assert bound is not None
    assert bound.check["days"] == 10


@given(
    st.dates(date(2024, 1, 1), date(2026, 11, 1)),
    st.integers(1, 60),
    st.sampled_from(["days", "workdays"]),
    st.integers(0, 20),
)
def test_no_holiday_and_no_pause_makes_a_time_shorter(start: date, length: int, unit: str, paused: int) -> None:
    work = shipped_calendar()
    due = due_of({unit: length}, start, 0, work)
    assert due >= start + timedelta(days=length) if unit == "days" else due > start
    assert due_of({unit: length}, start, paused, work) >= due
