import pytest

from yiben.text.reading import read_text

HEAD = "青禾街道2026年工作总结\n一、完成情况\n今年以来各社区完成情况见下表。\n"


def cells(*rows, head=HEAD):
    return [(fact.text, fact.measure, fact.value, fact.unit) for fact in read_text(head + "\n".join(rows)).facts]


def test_the_headings_of_row_and_column_say_what_a_bare_cell_counts():
    found = cells("社区\t互助集市（场）\t参加人数", "听荷社区\t6\t1,200", "云杉社区\t8\t约300")
    assert found == [
        ("6", "听荷社区互助集市", 6, "场"),
        ("1,200", "听荷社区参加人数", 1200, "人"),
        ("8", "云杉社区互助集市", 8, "场"),
        ("约300", "云杉社区参加人数", 300, "人"),
    ]


def test_a_column_of_units_or_a_caption_gives_the_unit():
    assert cells("项目\t单位\t数量", "互助集市\t场\t32") == [("32", "互助集市", 32, "场")]
    assert cells("单位：万元", "项目\t2025年\t2026年", "活动经费\t18.5\t20")[0][1:] == ("活动经费2025年", 185000, "元")


def test_a_cell_keeps_the_unit_that_is_printed_in_it():
    assert cells("社区\t场次（场）\t满意率", "听荷社区\t6次\t98.5%") == [
        ("6次", "听荷社区场次", 6, "次"),
        ("98.5%", "听荷社区满意率", 98.5, "%"),
    ]


@pytest.mark.parametrize("heading", ["序号", "年龄", "联系电话", "计划数（场）", "完成时限"])
def test_numbers_that_count_nothing_done_are_left_out(heading):
    assert cells(f"社区\t{heading}\t备注", "听荷社区\t6\t无") == []


def test_a_number_without_any_unit_is_no_fact():
    assert cells("社区\t甲\t乙", "听荷社区\t6\t7") == []


def test_in_a_plan_a_table_reports_only_what_it_says_was_done():
    plan = "青禾街道2026年工作方案\n一、工作任务\n各社区要按下表完成任务。\n"
    assert cells("社区\t场次（场）\t已完成（场）", "听荷社区\t6\t2", head=plan) == [("2", "听荷社区已完成", 2, "场")]
