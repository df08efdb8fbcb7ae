"""Rendering: figures become runs of their own, and what comes from outside is data and never markup."""

import pytest

from tests.reports.samples import TEMPLATE, counting, figure, names
from yiben.errors import PackProblem
from yiben.reports.blocks import Document
from yiben.reports.templates import render_template


def _render(text: str, unit: str = "澄川区", missing: tuple[str, ...] = ()) -> Document:
    return render_template(text, figure=figure, names=names(unit, missing=missing))


def test_a_report_is_worded_as_officials_word_it() -> None:
    text = _render(TEMPLATE).text
    assert "开展活动80余场，发动志愿者1063人" in text
    assert "横幅160余条，发放手册25.4万册" in text
    assert "由（缺报）牵头" in text


def test_every_figure_is_a_run_of_its_own_with_its_source() -> None:
    uses = _render(TEMPLATE).figures
    assert [(use.key, use.metric_id, use.value) for use in uses] == [
        (1, "events", 86), (2, "volunteers", 1063), (3, "banners", 163), (4, "booklets", 254_000), (5, "members", None),
    ]  # fmt: skip
    assert (uses[3].text, uses[3].note.code, uses[3].label) == ("25.4万册", "wording.wan_exact", "手册")


def test_a_figure_in_a_condition_is_asked_for_but_does_not_count_as_written() -> None:
    calls: list[str] = []
    document = render_template(
        "{% if figure('events') > 80 %}多{{ figure('events') }}{% endif %}", figure=counting(calls), names={}
    )
    assert (document.text, len(document.figures), calls) == ("多86场", 1, ["events"])


@pytest.mark.parametrize(
    ("condition", "holds"),
    [("figure('events') == 86", True), ("figure('events') != 86", False), ("figure('events') < figure('banners')", True),
     ("figure('spent') >= 32000", True), ("figure('spent') > 32000", False), ("figure('members') == none", True),
     ("figure('events') == none", False), ("figure('members') <= 0", False), ("figure('members') >= 0", False),
     ("figure('members')", False), ("unit.name == '澄川区'", True), ("unit.name == unit.short", False),
     ("period.year == 2026", True), ("missing_units", False)],
)  # fmt: skip
def test_conditions_compare_in_whole_units_and_a_missing_figure_fits_none(condition: str, holds: bool) -> None:
    document = _render(f"{{% if {condition} %}}是{{% else %}}否{{% endif %}}")
    assert document.text == ("是" if holds else "否")


def test_a_list_is_joined_as_the_template_says() -> None:
    text = "{% for u in missing_units %}{{ u.name }}{% if not loop.last %}、{% endif %}{% endfor %}未报。"
    assert _render(text, missing=("栖桐街道", "区教育局")).text == "栖桐街道、区教育局未报。"


def test_figures_in_a_loop_are_worded_and_counted_one_by_one() -> None:
    document = _render("{% for f in figures(['events', 'banners']) %}{{ f.label }}{{ f|over(10) }}；{% endfor %}")
    assert document.text == "宣传活动80余场；横幅160余条；"
    assert [use.key for use in document.figures] == [1, 2]


@pytest.mark.parametrize(
    "name",
    ["# 标题", "一、区", "甲\n# 乙", "> 丙", "{{ figure('events') }}", "\x020\x03", "<b>区</b>", "甲\u2028一、乙"],
)
def test_a_unit_name_is_never_markup(name: str) -> None:
    document = _render("{{ unit.name }}报告{{ figure('events') }}\n{{ unit.name }}", unit=name)
    assert [block.kind for block in document.blocks] == ["paragraph", "paragraph"]
    assert [use.text for use in document.figures] == ["86场"]


def test_markup_in_a_name_is_shown_as_it_stands() -> None:
    assert _render("{{ unit.name }}", unit="<b>{{ x }}</b>").text == "<b>{{ x }}</b>"


def test_a_date_is_written_without_leading_zeros() -> None:
    assert _render("{{ today }}").text == "2026年11月8日"


def test_a_template_off_the_list_does_not_run() -> None:
    calls: list[str] = []
    with pytest.raises(PackProblem) as caught:
        render_template("{{ figure('events') }}{{ unit.secret }}", figure=counting(calls), names=names())
    assert caught.value.code == "report.template_refused"
    assert [problem.name for problem in caught.value.data["problems"]] == ["unit.secret"]  # type: ignore[attr-defined]
    assert calls == []


def test_a_text_that_grows_too_long_is_refused() -> None:
    text = "{% for u in missing_units %}" + "好" * 2_000 + "{% endfor %}"
    assert len(_render(text, missing=("甲",) * 100).text) == 200_000
    with pytest.raises(PackProblem, match=r"report\.too_long"):
        _render(text, missing=("甲",) * 300)


def test_options_reach_the_figure_and_stay_with_it() -> None:
    options = {"period": ("last_year",)}
    text = "{{ figure('events', period='last_year') }}"
    document = render_template(text, figure=lambda name, period: figure(name), names={}, figure_options=options)
    assert document.figures[0].options == (("period", "last_year"),)
