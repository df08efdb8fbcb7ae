from yiben.text.page_paragraphs import Line, paragraphs

FULL = "各社区要在规定的时间以内完成独居老人登记并且建立互助台账，"


def page(*lines):
    """Lines of ten points a character; each is (how many characters it is indented, its text)."""
    return [Line(text, 10 * indent, 10 * (indent + len(text)), 10.0) for indent, text in lines]


def test_a_full_line_goes_on_behind_the_end_of_a_sentence_where_paragraphs_are_indented():
    ends = FULL[2:-1] + "。"
    lines = page((2, ends), (0, FULL), (0, "随后张榜公布。"), (2, ends), (2, "另行通知。"))
    assert paragraphs(lines) == [f"{ends}{FULL}随后张榜公布。", ends, "另行通知。"]


def test_an_indented_line_behind_a_short_one_begins_a_paragraph():
    lines = page((2, FULL[2:]), (0, "按时报送。"), (2, "民政科负责汇总"), (2, FULL[2:]), (0, "备案。"))
    assert paragraphs(lines) == [f"{FULL[2:]}按时报送。", "民政科负责汇总", f"{FULL[2:]}备案。"]


def test_without_indents_a_sentence_that_ends_at_the_margin_itself_goes_on():
    ends = FULL[:-1] + "。"
    lines = page((0, ends), (0, "随后张榜公布。"), (0, FULL), (0, "按时报送。"))
    assert paragraphs(lines) == [f"{ends}随后张榜公布。", f"{FULL}按时报送。"]


def test_a_heading_always_begins_a_paragraph():
    lines = page((2, FULL[2:]), (0, FULL), (0, "二、工作要求"))
    assert paragraphs(lines) == [FULL[2:] + FULL, "二、工作要求"]


def test_lines_without_places_are_judged_by_their_length():
    assert paragraphs([FULL, "按时报送。", "另行通知。"]) == [f"{FULL}按时报送。", "另行通知。"]
