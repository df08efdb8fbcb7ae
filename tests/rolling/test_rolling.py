"""Last year's paper becomes this year's: what is sure is taken, what is not waits for a decision."""

from __future__ import annotations

import pytest

from tests.rolling.papers import paper, part, text_of
from yiben.errors import Refusal
from yiben.metrics.periods import parse_period
from yiben.rolling.actions import begin_again, begin_roll, compute_again, decide, hand_out, save_template, take_offered
from yiben.rolling.models import RolledCopy
from yiben.rolling.queries import numbers_of, open_numbers
from yiben.rolling.verifying import verify_copy

OFFICER = "district_officer"


def finished(cast, rolled):
    """Everything that is sure taken, the rest left as it is."""
    return decide(cast.caller(OFFICER), rolled, {}, range(len(rolled.dates)), looked_at=True)


def test_name_and_last_years_value_together_are_sure(rolled):
    found = {each.text: (each.state, each.bound, each.new) for each in numbers_of(rolled)}
    assert found["160余条"] == ("sure", "safe_community.banners", "180余条")
    assert found["8.7%"] == ("sure", "safe_community.banners:change", "14.7%")
    assert found["163"] == ("sure", "safe_community.banners", "187")
    assert found["48家"][:2] == ("none", "")


def test_a_change_of_a_year_that_is_not_over_wants_a_look(rolled):
    change = next(each for each in numbers_of(rolled) if each.text == "8.7%")
    assert (change.flag, change.until) == ("running", "2026-05-20")
    assert {each.until for each in numbers_of(rolled) if each.text != "8.7%"} == {""}


def test_the_clean_copy_says_this_years_numbers_and_days(cast, rolled):
    said = text_of(hand_out(cast.caller(OFFICER), finished(cast, rolled), RolledCopy.CLEAN))
    assert "2026年，全区悬挂横幅180余条，同比增长14.7%，走访商户48家。" in said
    assert "临政〔2024〕12号" in said
    assert "2026年12月20日" in said
    assert "悬挂横幅\t187" in said


def test_a_clean_copy_is_refused_while_a_number_is_undecided(cast, rolled):
    with pytest.raises(Refusal) as refused:
        hand_out(cast.caller(OFFICER), rolled, RolledCopy.CLEAN)
    assert (refused.value.code, refused.value.data["count"]) == ("rolling_undecided", 1)


def test_the_working_copy_marks_bound_numbers_and_highlights_the_others(cast, rolled):
    xml = part(hand_out(cast.caller(OFFICER), rolled, RolledCopy.WORKING), "word/document.xml")
    assert xml.count("w:bookmarkStart") == len(rolled.numbers)
    assert xml.count('w:highlight w:val="yellow"') == 1


def test_a_number_of_another_value_is_offered_and_not_taken(cast, two_years):
    made = begin_roll(
        cast.caller(OFFICER),
        unit=cast.unit("district"),
        name="a.docx",
        data=paper("2025年全区悬挂横幅155条。"),
        was=parse_period("2025"),
        now=parse_period("2026"),
    )
    [number] = numbers_of(made)
    assert (number.state, number.bound, number.options[0].last, number.options[0].agrees) == (
        "choose",
        "",
        "163条",
        False,
    )
    bound = decide(cast.caller(OFFICER), made, {0: "safe_community.banners"}, (), looked_at=False)
    assert numbers_of(bound)[0].new == "187条"


def test_growth_that_turned_is_left_for_a_person(cast, rolled, hang):
    hang(200, 2025)
    again = compute_again(cast.caller(OFFICER), rolled)
    growth = next(each for each in numbers_of(again) if each.unit == "%")
    assert (growth.flag, growth.new) == ("turned", "")
    assert growth in open_numbers(again)


def test_computing_again_keeps_what_was_written_by_hand(cast, rolled, hang):
    place = next(at for at, each in enumerate(numbers_of(rolled)) if each.text == "160余条")
    decide(cast.caller(OFFICER), rolled, {place: "="}, (), looked_at=False)
    hang(100)
    again = numbers_of(compute_again(cast.caller(OFFICER), rolled))
    assert (again[place].shown, again[place].by_hand) == ("160余条", True)
    assert next(each for each in again if each.text == "163").new == "287"


def begun(cast, *paragraphs: str):
    years = {"was": parse_period("2025"), "now": parse_period("2026")}
    return begin_roll(cast.caller(OFFICER), unit=cast.unit("district"), name="a.docx", data=paper(*paragraphs), **years)


def test_what_was_so_in_another_year_does_not_move_without_its_number(cast, two_years):
    made = begun(cast, "2024年走访商户70家。", "2025年走访商户80家。", "2024年工作打下了基础。")
    assert [(each["text"], each["is_taken"]) for each in made.dates] == [
        ("2024年", False),
        ("2025年", True),
        ("2024年", True),
    ]


def test_what_nothing_is_recorded_for_stays_undecided_when_all_offered_is_taken(cast, two_years):
    made = take_offered(cast.caller(OFFICER), begun(cast, "全区设置宣传栏83块，悬挂横幅155条。"))
    boards, banners = numbers_of(made)
    assert (boards.bound, boards.new, boards.is_open) == ("", "", True)
    assert (banners.bound, banners.new) == ("safe_community.banners", "187条")


def test_a_metric_that_does_not_exist_is_refused(cast, rolled):
    with pytest.raises(Refusal) as refused:
        decide(cast.caller(OFFICER), rolled, {0: "safe_community.nothing"}, (), looked_at=False)
    assert refused.value.code == "rolling_option_unknown"


def test_a_saved_paper_makes_the_next_one_at_once(cast, rolled):
    template = save_template(cast.caller(OFFICER), finished(cast, rolled), "年度总结")
    made = begin_again(cast.caller(OFFICER), template, parse_period("2027"))
    assert [each.bound for each in numbers_of(made)] == [each.bound for each in numbers_of(rolled)]
    assert "2027年12月20日" in text_of(hand_out(cast.caller(OFFICER), made, RolledCopy.WORKING))
    with pytest.raises(Refusal) as refused:
        begin_again(cast.caller(OFFICER), template, parse_period("2026Q1"))
    assert refused.value.code == "rolling_periods"


@pytest.mark.parametrize("kind", [RolledCopy.CLEAN, RolledCopy.WORKING])
def test_a_copy_is_known_again_and_its_numbers_hold(cast, rolled, kind, hang):
    content = hand_out(cast.caller(OFFICER), finished(cast, rolled), kind)
    hang(50)  # what comes later changes nothing of it
    found = verify_copy(cast.caller(OFFICER), content)
    assert (found.holds, found.is_untouched, found.bound) == (True, True, 3)


def test_a_copy_that_was_changed_is_known_again_and_the_change_said(cast, rolled):
    content = hand_out(cast.caller(OFFICER), finished(cast, rolled), RolledCopy.CLEAN)
    from tests.rolling.papers import changed

    other = part(content, "word/document.xml").replace("187", "199")
    found = verify_copy(cast.caller(OFFICER), changed(content, {"word/document.xml": other.encode()}))
    assert not found.holds
    assert ("悬挂横幅\t199", "悬挂横幅\t187") in found.changes


def test_a_file_that_is_no_copy_of_ours_is_refused(cast, rolled):
    with pytest.raises(Refusal) as refused:
        verify_copy(cast.caller(OFFICER), paper("别的文件"))
    assert refused.value.code == "report_not_ours"


@pytest.mark.parametrize("name", ["district_reader", "community_worker", "partner", "resident", "outsider"])
def test_who_writes_no_reports_rolls_none(cast, rolled, name, last_year):
    was, now = parse_period("2025"), parse_period("2026")
    with pytest.raises(Refusal):
        begin_roll(cast.caller(name), unit=cast.unit("district"), name="a.docx", data=last_year, was=was, now=now)
    with pytest.raises(Refusal):
        decide(cast.caller(name), rolled, {}, (), looked_at=True)


def test_everything_in_open_formats_holds_papers_and_saved_ones(cast, rolled, tmp_path):
    from yiben.backup.exporting import export_all

    template = save_template(cast.caller(OFFICER), rolled, "年度总结")
    assert export_all(tmp_path / "out")["rolled"] == 2
    assert (tmp_path / f"out/rolled/{template.uid}.docx").is_file()
    assert "年度总结" in (tmp_path / "out/rolled.csv").read_text(encoding="utf-8-sig")
