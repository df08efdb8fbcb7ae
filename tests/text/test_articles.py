from tests.text.samples import SCHEME, SUMMARY
from yiben.text.articles import articles
from yiben.text.reading import read_articles, read_text


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


def test_the_documents_of_a_file_are_read_one_by_one_as_they_are_asked_for():
    compiled = f"第一篇：方案\n{SCHEME}第二篇：总结\n{SUMMARY}"
    first, second = read_articles(compiled)
    assert (first.metadata.genre, second.metadata.genre) == ("方案", "总结")
    assert [each.text for each in (*first.tasks, *second.tasks)] == [each.text for each in read_text(compiled).tasks]
    assert all(second.clean_text[each.start : each.end] == each.text for each in second.facts)


def test_repairs_stay_with_the_document_they_were_made_in():
    first, second = read_articles(f"第一篇：甲\n群众,服务。\n第二篇：乙\n{SUMMARY}居民,邻里。\n")
    assert [(each.before, each.after) for each in (*first.repairs, *second.repairs)] == [(",", "，")] * 2
    assert all(second.clean_text[each.start : each.end] == each.after for each in second.repairs)


def test_what_another_map_reads_is_the_same():
    def backwards(call, items):
        return reversed([call(item) for item in reversed(list(items))])

    compiled = f"第一篇：方案\n{SCHEME}第二篇：总结\n{SUMMARY}第三篇：方案\n{SCHEME}"
    assert read_text(compiled, each=backwards) == read_text(compiled)


def test_a_file_of_more_than_999_documents_is_read_document_by_document():
    compiled = "".join(f"第{number}篇：材料\n内容\n" for number in range(1, 1201))
    assert len(read_text(compiled).articles) == 1200
