from tests.text.samples import SCHEME, SUMMARY
from yiben.text.articles import articles
from yiben.text.reading import read_text


def test_a_compiled_file_is_read_document_by_document():
    reading = read_text(f"第一篇：邻里互助方案\n{SCHEME}第二篇：邻里互助总结\n{SUMMARY}")
    assert [each.metadata.genre for each in reading.articles] == ["方案", "总结"]
    assert [each.heading for each in reading.outline if each.level == 1][-1] == "青禾街道邻里互助工作总结"
    assert len(reading.tasks) == len(read_text(SCHEME).tasks) + len(read_text(SUMMARY).tasks)
    assert all(reading.clean_text[each.start : each.end] == each.text for each in (*reading.tasks, *reading.facts))


def test_the_header_of_a_single_article_is_not_its_title():
    head = read_text(f"第一篇：邻里互助\n{SCHEME}").metadata
    assert (head.genre, head.title) == ("方案", "关于印发《青禾街道邻里互助活动实施方案》的通知")


def test_the_parts_of_one_document_are_no_articles():
    assert len(articles("第一篇 总则\n第一条 目的。\n第二篇 分则\n第二条 范围。\n")) == 1


def test_an_article_that_stands_twice_is_linked_and_read_once():
    reading = read_text(f"第一篇：总结\n{SUMMARY}第二篇：总结\n{SUMMARY}")
    assert [each.same_as for each in reading.articles] == [None, 0]
    assert len(reading.facts) == len(read_text(SUMMARY).facts)
    (repeat,) = reading.repeats
    assert repeat.first_end < repeat.start


def test_a_duty_list_that_only_changes_its_owner_is_no_repeat():
    duties = "主要职责：1、制定工作方案；2、组织业务培训。\n"
    assert read_text(f"一、街道成立工作组。{duties}二、社区成立工作组。{duties}").repeats == ()
