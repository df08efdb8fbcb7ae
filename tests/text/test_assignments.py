import pytest

from yiben.text.reading import read_text

HEAD = "青禾街道2026年工作方案\n一、重点任务\n"


def tasks(text):
    return read_text(HEAD + text).tasks


def test_labels_in_brackets_say_who_and_by_when():
    first, second = tasks(
        "（一）排查。组织拉网式排查，建立隐患台账。（责任单位：综合治理科、司法所；配合单位：各社区，完成时限：6月底前）\n"
    )
    assert (first.owner, first.co_owners, first.deadline.text) == (
        "综合治理科",
        ("司法所", "各社区"),
        "2026-06-30",
    )
    assert (second.text, second.owner) == ("建立隐患台账", "综合治理科")


def test_labels_on_lines_of_their_own_hold_for_the_item_above():
    (task,) = tasks("（一）走访。召开居民座谈会。\n责任领导：周明远\n牵头单位：青禾街道平安办\n联系人：林岚\n")
    assert (task.leader, task.owner, task.contact) == ("周明远", "青禾街道平安办", "林岚")


def test_labels_ahead_of_the_text_hold_for_what_follows():
    (task,) = tasks("（一）走访。\n责任单位：民政科\n召开居民座谈会。\n")
    assert task.owner == "民政科"


def test_a_time_in_the_clause_itself_is_kept():
    (task,) = tasks("（一）走访。各社区要在3月底前召开居民座谈会。（责任单位：民政科；完成时限：6月底前）\n")
    assert (task.owner, task.co_owners, task.deadline.text) == ("民政科", ("各社区",), "2026-03-31")


def test_an_assignment_does_not_reach_over_the_one_before():
    first, second = tasks("召开动员会。（责任单位：民政科）建立隐患台账。（责任单位：司法所）\n")
    assert (first.owner, second.owner) == ("民政科", "司法所")


def test_the_rows_of_a_table_of_tasks_are_tasks():
    first, second = tasks(
        "序号\t工作任务\t责任单位\t完成时限\n1\t更新宣传栏6块\t听荷社区\t11月27日前\n2\t悬挂横幅20条\t\t11月底前\n"
    )
    assert (first.text, first.owner, first.target.value) == ("更新宣传栏6块", "听荷社区", 6)
    assert (second.owner, second.deadline.text) == ("听荷社区", "2026-11-30")


@pytest.mark.parametrize("text", ["姓名\t电话\t地址\n林岚\t无\t青禾里\n", "（责任单位：）\n", "联系人：\n"])
def test_other_tables_and_empty_labels_set_no_tasks(text):
    assert tasks(text) == ()
