"""Charts: the same integers in the shapes, the SVG and the picture."""

import io

from PIL import Image

from yiben.reports.charts.data import ChartData, Series
from yiben.reports.charts.drawing import draw, with_legend
from yiben.reports.charts.painting import to_png
from yiben.reports.charts.svg import to_svg

MONTHS = ("1月", "2月", "3月")
TREND = ChartData(
    "trend",
    "各月<场次>",
    MONTHS,
    (Series("2026年", (5, None, 12), frozenset({2})), Series("2025年", (4, 8, 6))),
    ("场",),
)
SHARE = ChartData("share", "占比", ("甲", "乙"), (Series("横幅", (30, 0)), Series("海报", (10, None))), ("份",))
TARGET = ChartData(
    "target", "目标", ("活动", "经费"), (Series("完成", (45, 120)), Series("目标", (50, None))), ("场", "元")
)


def texts(data: ChartData, tone: str) -> list[str]:
    return [shape.text for shape in draw(data).shapes if shape.kind == "text" and tone in shape.tone.split()]


def test_a_trend_writes_every_value_that_is_known_and_no_0_for_what_is_not() -> None:
    assert texts(TREND, "value") == ["5", "12"]
    bars = [shape for shape in draw(TREND).shapes if shape.kind == "rect"]
    assert [(shape.tone, shape.height > 0) for shape in bars] == [("bar", True), ("bar", False), ("open", True)]


def test_the_parts_of_a_bar_fill_it_in_their_proportion() -> None:
    first, second, nothing = [shape for shape in draw(SHARE).shapes if shape.kind == "rect"]
    assert round(first.width / second.width, 6) == 3
    assert (first.tone, second.tone, nothing.tone) == ("s1", "s2", "track")
    assert texts(SHARE, "on") == ["30", "10"]


def test_a_target_says_what_was_reached_and_what_was_to_be() -> None:
    assert texts(TARGET, "value") == ["45 / 50场", "1.20 / —"]
    assert [shape.tone for shape in draw(TARGET).shapes].count("target") == 1


def test_the_file_holds_no_script_no_link_and_its_title_escaped() -> None:
    written = to_svg(TREND).decode()
    assert "各月&lt;场次&gt;" in written
    assert "href" not in written
    assert "script" not in written


def test_the_picture_is_the_same_each_time_and_says_nothing_about_itself() -> None:
    picture = to_png(TREND)
    assert picture is not None
    assert picture == to_png(TREND)
    opened = Image.open(io.BytesIO(picture))
    drawing = with_legend(draw(TREND))
    assert (opened.size, opened.info) == ((drawing.width * 3, drawing.height * 3), {})
