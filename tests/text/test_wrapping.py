"""Lines that a program broke at one width are joined; lines that people end are not."""

import pytest

from tests.text.samples import SCHEME
from yiben.text.reading import read_text
from yiben.text.repairing import repair

CUTS = [(15, ""), (20, ""), (30, ""), (40, ""), (38, "> "), (40, "> > ")]
LETTER = "各社区要在３月底前完成辖区内独居老人的走访登记，逐户建立台账，每月更新一次，报送街道民政科备案；民政科要加强检查指导，对工作不落实的社区予以通报。"


def cut(text: str, width: int, mark: str) -> str:
    """A text broken behind so many characters, with a mark before each line."""
    lines = [line[at : at + width] for line in text.split("\n") for at in range(0, max(1, len(line)), width)]
    return "\n".join(f"{mark}{line}" if line else mark.rstrip() for line in lines)


@pytest.mark.parametrize(("width", "mark"), CUTS)
def test_a_paragraph_that_was_broken_at_a_width_is_whole_again(width, mark):
    repaired = repair(cut(LETTER, width, mark))
    assert repaired.text == LETTER
    assert {each.rule for each in repaired.repairs} <= {"line break", "mail mark", "mail mark+line break"}


@pytest.mark.parametrize(("width", "mark"), CUTS[2:])
def test_the_tasks_and_title_of_a_broken_scheme_are_those_of_the_whole_one(width, mark):
    whole, broken = read_text(SCHEME), read_text(cut(SCHEME, width, mark))
    assert broken.metadata == whole.metadata
    assert [each.action for each in broken.tasks] == [each.action for each in whole.tasks]
    assert [each.heading for each in broken.outline] == [each.heading for each in whole.outline]


@pytest.mark.parametrize(
    "text",
    [
        "> 注：数据截至3月。\n正文不变。",
        "结果 > 50 的列出。\n结果 > 60 的通报。",
        "一、提高思想认识，切实加强领导\n各社区要把平安建设摆上重要位置。\n二、明确工作责任，狠抓任务落实\n各科室要分工负责，形成合力。",
        "听荷街道办事处\n听荷社区居委会\n青禾社区居委会\n柳溪社区居委会",
    ],
)
def test_lines_that_people_end_are_left(text):
    assert repair(text).text == text
