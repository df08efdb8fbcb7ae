from tests.text.samples import SCHEME, SUMMARY
from yiben.text.inbox import Paper, label_of, listed


def test_a_paper_is_called_by_issuer_number_and_title():
    paper = Paper("a.txt", "", "关于开展排查的通知", "青禾街道办事处", "青街办〔2026〕3号")
    assert label_of(paper) == "青禾街道办事处 青街办〔2026〕3号 关于开展排查的通知"


def test_an_issuer_that_opens_the_title_is_not_said_twice():
    assert label_of(Paper("a.txt", "", "青禾街道工作总结", "青禾街道")) == "青禾街道工作总结"


def test_a_paper_without_a_head_is_called_by_its_file():
    assert label_of(Paper("收文/会议材料.docx", "")) == "会议材料"


def test_the_same_content_in_other_marks_and_blanks_is_found():
    rows = listed(
        [Paper("a", SCHEME), Paper("b", SUMMARY), Paper("c", SCHEME.replace("，", ",").replace("。", "。\n"))]
    )
    assert [(each.same_as, each.alike) for each in rows] == [(None, 0.0), (None, 0.0), (0, 1.0)]


def test_a_paper_that_stands_nearly_whole_in_another_is_found():
    rows = listed([Paper("a", SCHEME), Paper("b", SCHEME.replace("民政科负责印制宣传手册", "社区科负责印发手册"))])
    assert rows[1].same_as == 0
    assert 0.8 <= rows[1].alike < 1


def test_papers_that_share_a_sentence_are_two_papers():
    shared = "为进一步丰富居民生活，营造互帮互助的良好氛围，特制定本方案。"
    assert listed([Paper("a", SCHEME), Paper("b", shared + SUMMARY)])[1].same_as is None
