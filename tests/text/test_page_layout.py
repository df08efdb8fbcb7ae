from yiben.text.page_layout import Piece, laid_out


def row(top, *cells):
    return [Piece(left, top, left + 10 * len(text), top + 10, text) for left, text in cells]


def test_lines_come_from_top_to_bottom():
    page = laid_out([*row(40, (0, "第二行")), *row(20, (0, "第一行"))])
    assert (page.lines, page.is_laid_out) == (["第一行", "第二行"], False)


def test_pieces_that_touch_are_one():
    assert laid_out(row(0, (0, "青禾"), (21, "街道"))).lines == ["青禾街道"]


def test_a_gap_as_wide_as_a_blank_is_one():
    assert laid_out(row(0, (0, "第一阶段"), (44, "部署"))).lines == ["第一阶段 部署"]


def test_a_table_keeps_its_cells_and_the_lines_within_them():
    pieces = [
        *row(0, (0, "序号"), (100, "任务"), (300, "单位")),
        *row(20, (0, "1"), (100, "更新宣传栏，"), (300, "听荷社区")),
        *row(35, (100, "定期检查")),
        *row(55, (0, "2"), (100, "悬挂横幅"), (300, "云杉社区")),
        *row(80, (0, "以上任务请各单位按时完成并报送进展情况")),
    ]
    assert laid_out(pieces).lines == [
        "序号\t任务\t单位",
        "1\t更新宣传栏，定期检查\t听荷社区",
        "2\t悬挂横幅\t云杉社区",
        "以上任务请各单位按时完成并报送进展情况",
    ]


def test_two_columns_are_read_one_after_the_other():
    pieces = [
        each for at in range(8) for each in row(20 * at, (0, f"左{at}左左左左左左"), (120, f"右{at}右右右右右右"))
    ]
    lines = laid_out(pieces).lines
    assert [line[:2] for line in lines] == [*(f"左{at}" for at in range(8)), *(f"右{at}" for at in range(8))]


def test_a_title_across_two_columns_stands_before_both():
    title = row(-20, (40, "横跨两栏的一个长标题"))
    pieces = [each for at in range(8) for each in row(20 * at, (0, "左左左左左左左"), (120, "右右右右右右右"))]
    assert laid_out([*title, *pieces]).lines[0] == "横跨两栏的一个长标题"


def test_a_page_without_pieces_has_no_lines():
    assert laid_out([]).lines == []


def test_cells_closer_than_a_character_are_parted_by_the_headings():
    pieces = [
        *row(0, (20, "工作任务"), (110, "责任单位"), (190, "完成时限")),
        *row(20, (0, "更新辖区公益广告牌"), (95, "宣传办公室"), (190, "五月底前")),
        *row(40, (0, "检查网吧"), (95, "文化站"), (190, "每月")),
        *row(60, (0, "以上任务请各单位于月底前完成并报送情况")),
    ]
    assert laid_out(pieces).lines == [
        "工作任务\t责任单位\t完成时限",
        "更新辖区公益广告牌\t宣传办公室\t五月底前",
        "检查网吧\t文化站\t每月",
        "以上任务请各单位于月底前完成并报送情况",
    ]
