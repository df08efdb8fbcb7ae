"""yiben record, figure, report, verify: 0 all is well, 1 it does not hold, 2 wrong use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.cli.conftest import Run
from tests.ledger.facts import close_months, figure, last_seq, new_id, record
from tests.ledger.tampering import change, undone
from yiben.audit.callers import SYSTEM
from yiben.ledger.actions import erase_value
from yiben.ledger.queries import read_entry
from yiben.seeding.photographs import draw_photograph

EVENT = ("record", "activity", "--unit", "枫林社区", "--on", "2026-03-05", "theme=夜校", "series=safe_communities")
FIGURE = ("figure", "events", "--unit", "root", "--period")


def test_a_record_is_in_the_ledger_with_its_number(run: Run, cast: Cast):
    said = run(*EVENT, "participants=46")
    assert (said.code, said.err) == (0, "")
    assert said.out == f"第 {last_seq()} 号，计入 2026年3月。\n"
    assert figure("activity_participants", cast.unit("district")) == 46


def test_values_may_stand_before_and_after_the_options(run: Run, cast: Cast):
    said = run("record", "activity", "theme=夜校", "--unit", "LX-01-01", "booklets=5", "--on", "2026-03-05", "--json")
    assert read_entry(SYSTEM, said.value["seq"]).values == {"theme": "夜校", "booklets": 5}


def test_a_record_sent_twice_is_recorded_once(run: Run, cast: Cast):
    uid = new_id()
    first, again = (run(*EVENT, "--id", uid, "--json").value for _ in range(2))
    assert (first["seq"], first["repeat"], again["repeat"]) == (again["seq"], False, True)
    assert run(*EVENT, "participants=1", "--id", uid, "--json").value["error"] == "id_used"


def test_what_is_unlikely_is_said_beside_the_number_and_what_cannot_be_is_refused(run: Run, cast: Cast):
    said = run(*EVENT, "participants=3", "volunteers=8", "--json")
    assert (said.code, len(said.value["doubts"])) == (0, 1)
    assert "志愿者人数多于参加人数" in said.value["doubts"][0]
    banner = ("record", "publicity_material", "--unit", "枫林社区", "--on", "2026-03-05", "kind=banner", "quantity=1")
    assert run(*banner, "removed_on=2026-03-04").code == 2


def test_a_file_marked_secret_is_not_recorded(run: Run, cast: Cast, tmp_path: Path):
    paper = tmp_path / "机密★名单.pdf"
    paper.write_bytes(b"%PDF-1.7")
    assert run(*EVENT, "--file", str(paper), "--json").value["error"] == "file_secret"


def test_hosts_files_and_several_values_of_a_field_are_taken(run: Run, cast: Cast, tmp_path: Path):
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(draw_photograph(1))
    extra = ("--with", "桥西社区", "--file", str(photo), "centres=LX-01-01-C1", "centres=LX-01-02-C1")
    reading = read_entry(SYSTEM, run(*EVENT, *extra, "--json").value["seq"])
    assert reading.credited == sorted(cast.unit(name).uid for name in ("community", "neighbour"))
    assert [each.name for each in reading.evidence] == ["现场.jpg"]
    assert len(reading.values["centres"]) == 2


def test_a_total_counts_and_is_refused_beside_single_records(run: Run, cast: Cast):
    total = ("record", "activity", "--kind", "total", "--unit", "枫林社区", "--on", "2026-03-01", "--to", "2026-03-31")
    assert run(*total, "entry=8", "participants=500").code == 0
    assert figure("activity_participants", cast.unit("district")) == 500
    said = run(*total, "entry=8", "participants=500")
    assert said.code == 2
    assert run(*total, "entry=1", "participants=5", "--beside", "--reason", "另有一场").code == 0


def test_an_assertion_and_a_number_from_elsewhere_are_recorded(run: Run, cast: Cast):
    at = ("--unit", "枫林社区", "--on", "2026-03-31", "booklets=7")
    assert run("record", "activity", "--kind", "assertion", *at).out.endswith("不计数。\n")
    paper = ("--provider", "区教育局", "--document", "复函", "--document-date", "2026-04-02")
    assert run("record", "activity", "--kind", "external", *at).code == 2
    assert run("record", "activity", "--kind", "external", *at, *paper, "--json").value["posted_period"] == 202603


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((*EVENT, "participants=-3"), "参加人数"),
        ((*EVENT, "participants=约200"), "约200"),
        (("record", "activity", "--unit", "没有的社区", "--on", "2026-03-05", "theme=x"), "没有的社区"),
        (("record", "fishing", "--unit", "LX", "--on", "2026-03-05"), "fishing"),
        (("record", "activity", "--unit", "LX", "--on", "三月五日", "theme=x"), "三月五日"),
        (("record", "activity", "--unit", "LX", "--on", "2026-03-05", "theme"), "theme"),
        (("record", "activity", "--on", "2026-03-05"), "--unit"),
        ((*EVENT, "--colour", "red"), "--colour"),
        (("figure", "events", "--unit", "LX", "--period", "2026", "theme=x"), "theme=x"),
        (("dance",), "dance"),
    ],
)
def test_wrong_use_is_said_in_words_and_exits_with_2(arguments, words, run: Run, cast: Cast):
    before = last_seq()
    said = run(*arguments)
    assert (said.code, said.out, last_seq()) == (2, "", before)
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_refusal_in_json_has_its_code(run: Run, cast: Cast):
    said = run(*EVENT, "participants=-3", "--json")
    assert (said.code, said.value["error"]) == (2, "values")
    assert len(said.value["sentences"]) == 2


def test_a_closed_month_needs_late(run: Run, cast: Cast):
    close_months(cast.unit("community"), 202601, 202602, 202603)
    assert run(*EVENT, "--json").value["error"] == "closed_period"
    assert run(*EVENT, "--late", "--json").value["posted_period"] == 202604


def test_a_figure_is_said_and_opened(run: Run, cast: Cast):
    first, second = (run(*EVENT, f"participants={n}", "--json").value["seq"] for n in (46, 20))
    assert run(*FIGURE, "2026").out == "平安宣传活动场次：2场（2 条记录）\n"
    value = run(*FIGURE, "2026-03", "--open", "--json").value
    assert (value["value"], value["records"], value["way"], value["view"]) == (2, 2, "cells", "posted")
    assert [(each["entry"], each["amount"]) for each in value["entries"]] == [(second, 1), (first, 1)]
    assert run(*FIGURE, "2026", "--as-of", str(first), "--json").value["value"] == 1


def test_views_differ_when_an_entry_was_late(run: Run, cast: Cast):
    close_months(cast.unit("community"), 202601, 202602, 202603)
    run(*EVENT, "--late")
    values = [run(*FIGURE, "2026-03", "--view", view, "--json").value["value"] for view in ("posted", "corrected")]
    assert values == [0, 1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("figure", "happiness", "--unit", "LX", "--period", "2026"),
        ("figure", "events", "--unit", "LX", "--period", "2026-13"),
        ("figure", "events", "--unit", "LX", "--period", "2026", "--tree", "river"),
        ("figure", "events", "--unit", "LX", "--period", "2026", "--view", "sideways"),
    ],
)
def test_a_figure_that_cannot_be_exits_with_2(arguments, run: Run, cast: Cast):
    assert run(*arguments).code == 2


def test_a_report_is_written_with_its_figures(run: Run, cast: Cast, tmp_path: Path):
    run(*EVENT)
    path = tmp_path / "报告.docx"
    said = run("report", "safe_community/annual", "--unit", "LX", "--period", "2026", "-o", str(path), "--json")
    assert (said.code, said.value["file"], said.value["seq"]) == (0, str(path), last_seq())
    assert len(said.value["figures"]) >= 10
    assert path.read_bytes().startswith(b"PK")


def test_a_report_that_does_not_exist_or_another_format_exits_with_2(run: Run, cast: Cast, tmp_path: Path):
    scope = ("--unit", "LX", "--period", "2026", "-o")
    assert run("report", "safe_community/weekly", *scope, str(tmp_path / "a.docx")).code == 2
    assert run("report", "safe_community/annual", *scope, str(tmp_path / "a.odt")).code == 2
    assert os.listdir(tmp_path) == []


def test_a_clean_ledger_is_verified_with_0(run: Run, cast: Cast):
    seq = record(cast.unit("community")).seq
    erasure = erase_value(SYSTEM, seq, field="theme", reason="本人要求").seq
    said = run("verify", "--deep", "--evidence", "--json")
    erased = [{"seq": seq, "field": "theme", "by": erasure}]
    assert (said.code, said.value) == (0, {"entries": erasure, "findings": [], "erased": erased})
    assert f"已由第 {erasure} 号抹去" in run("verify").out


def test_a_ledger_that_was_changed_is_verified_with_1_and_the_entry_named(run: Run, cast: Cast):
    seq = record(cast.unit("community")).seq
    with undone():
        change(f"UPDATE ledger_line SET amount = 7 WHERE seq = {seq} AND n = 0")
        said, shown = run("verify", "--json"), run("verify")
    assert (said.code, shown.code) == (1, 1)
    assert [(each["code"], each["seq"]) for each in said.value["findings"]] == [("line_changed", seq)]
    assert str(seq) in shown.out + shown.err
