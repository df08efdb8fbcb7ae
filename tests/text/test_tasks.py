import pytest

from tests.text.samples import SCHEME, SUMMARY
from yiben.text.reading import read_text

PLAN = "青禾街道邻里互助活动实施方案\n一、工作任务\n"


def found(text, part):
    return next(each for each in read_text(text).tasks if part in each.text)


def test_a_told_act_is_a_task_of_the_one_who_is_told():
    task = found(SCHEME, "独居老人登记")
    assert task.owner == "各社区"
    assert task.deadline.text == "2026-03-31"


def test_the_owner_is_carried_to_the_next_clause():
    assert found(SCHEME, "建立互助台账").owner == "各社区"


def test_aims_and_effects_are_no_tasks():
    texts = " ".join(each.text for each in read_text(SCHEME).tasks)
    assert "氛围" not in texts
    assert "服务水平" not in texts


def test_a_recurrence_is_a_deadline():
    task = found(SCHEME, "联席会议")
    assert (task.deadline.kind, task.deadline.text) == ("recurrence", "每季度一次")


def test_a_task_inside_a_dated_phase_inherits_its_interval():
    task = found(SCHEME, "动员会议")
    assert (task.phase, task.deadline.text) == ("部署阶段", "2026-03-01/2026-03-20")


def test_at_least_so_many_is_a_target():
    target = found(SCHEME, "互助集市").target
    assert (target.op, target.value, target.unit) == (">=", 6, "场")


def test_a_summary_sets_tasks_only_where_it_looks_ahead():
    assert [each.text for each in read_text(SUMMARY).tasks if "各社区" in each.text] == [
        "各社区要在12月底前建立互助积分台账"
    ]


def test_every_item_of_a_duty_list_is_one_task_of_the_body():
    text = "一、组织领导\n成立邻里互助领导小组。主要职责：\n1、制定实施意见；\n2、检查验收，总结经验。\n"
    duties = [(each.text, each.owner) for each in read_text(text).tasks][-2:]
    assert duties == [("制定实施意见", "邻里互助领导小组"), ("检查验收，总结经验", "邻里互助领导小组")]


def test_co_owners_are_told_apart_from_the_owner():
    task = found("一、工作任务\n（一）登记。社区居委会会同物业公司根据实际情况开展住户登记。\n", "登记")
    assert (task.owner, task.co_owners) == ("社区居委会", ("物业公司",))


def listed(text):
    return [(each.owner, each.text) for each in read_text(f"工作方案\n一、工作任务\n{text}\n").tasks]


def test_each_predicate_keeps_its_own_subject():
    assert listed("各社区对照任务抓好落实，砚湖平安办每季度开展一次督查。")[-1] == (
        "砚湖平安办",
        "砚湖平安办每季度开展一次督查",
    )


@pytest.mark.parametrize(
    "text", ["走进社区开展义诊活动。", "深入企业发放宣传手册。", "围绕居民代表召开座谈会。", "通过街道召开座谈会。"]
)
def test_what_opens_with_a_verb_or_a_preposition_is_no_owner(text):
    assert {owner for owner, _ in listed(text)} <= {None}


def test_a_body_that_is_named_by_a_verb_is_an_owner():
    assert listed("组织部每月15日前通报一次。") == [("组织部", "组织部每月15日前通报一次")]


def test_a_goal_with_several_quantities_gives_a_task_each():
    text = "工作方案\n一、工作目标\n全年开展宣传活动不少于12场次，悬挂横幅不少于60条，发放手册3000册以上。\n"
    targets = [each.target for each in read_text(text).tasks]
    assert [(each.op, each.value, each.unit) for each in targets] == [
        (">=", 12, "场次"),
        (">=", 60, "条"),
        (">=", 3000, "册"),
    ]


def test_acts_joined_by_a_mark_with_their_own_quantities_are_two_tasks():
    assert [text for _, text in listed("悬挂横幅60条、发放手册3000册。")] == ["悬挂横幅60条", "发放手册3000册"]


def test_a_recurrence_keeps_the_day_of_the_month():
    task = found("工作方案\n一、工作任务\n各社区每月25日前报送进展情况。\n", "报送")
    assert (task.deadline.kind, task.deadline.text) == ("recurrence", "每月25日前")


def test_what_may_be_done_is_weaker_than_what_must_be_done():
    assert listed("各社区可聘请一名联络员。") == []
    assert listed("各社区要聘请一名联络员。") != []


def test_names_of_activities_parted_by_commas_are_one_object():
    texts = [each.text for each in read_text(f"{PLAN}民政科要开展送医送药活动，健康惠民行动，社区讲座等活动。").tasks]
    assert texts == ["民政科要开展送医送药活动，健康惠民行动，社区讲座等活动"]


def test_acts_parted_by_commas_stay_apart():
    texts = [each.text for each in read_text(f"{PLAN}民政科要组织义诊，开展社区讲座等活动。").tasks]
    assert texts == ["民政科要组织义诊", "开展社区讲座等活动"]


def test_the_foot_of_a_paper_sets_no_task():
    assert read_text(f"{PLAN}青禾街道综合科印制（共印10份）").tasks == ()


@pytest.mark.parametrize("when", ["12月底前", "于12月20日前", "2026年6月底前"])
def test_a_piece_that_only_says_who_and_when_belongs_to_what_follows(when):
    text = f"工作方案\n\n一、重点任务\n（一）摸清底数。各社区{when}，新建微型消防站3个。\n"
    (task,) = read_text(text).tasks
    assert (task.owner, task.text, task.target.value) == ("各社区", f"各社区{when}，新建微型消防站3个", 3)


@pytest.mark.parametrize(
    ("said", "owner", "partners"),
    [
        ("民政科牵头，司法所、派出所配合，开展专项排查。", "民政科", ("司法所", "派出所")),
        ("各村（社区）要组织党员上门慰问。", "各村（社区）", ()),
        ("督查组：负责每月通报一次。", "督查组", ()),
        ("各部门因工作需要用车的，应当填写审批单。", "各部门", ()),
    ],
)
def test_who_leads_is_told_from_who_helps(said, owner, partners):
    task = read_text(PLAN + said).tasks[-1]
    assert (task.owner, task.co_owners) == (owner, partners)


def test_no_more_than_is_an_upper_bound():
    assert found(PLAN + "每户补助标准不超过3000元。", "补助").target.op == "<="


def test_a_planned_figure_needs_no_verb():
    plan = "沙坪乡2026年工作计划\n一、主要目标\n固定资产投资3500万元；农民人均可支配收入24600元。\n"
    assert [task.text for task in read_text(plan).tasks] == ["固定资产投资3500万元", "农民人均可支配收入24600元"]


def test_what_a_list_of_attachments_names_is_neither_heading_nor_task():
    reading = read_text(PLAN + "各社区要在3月底前建立台账。\n附件：1.台账样式\n2.整治情况统计表\n")
    assert [each.heading for each in reading.outline] == ["工作任务"]
    assert len(reading.tasks) == 1


def test_a_blank_before_what_has_to_be_done_does_not_hide_the_owner():
    (task,) = read_text("青禾街道工作方案\n一、工作任务\n（一）各社区 要在3月底前完成登记。").tasks
    assert (task.owner, task.action) == ("各社区", "在3月底前完成登记")
