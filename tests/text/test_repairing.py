import pytest

from yiben.text.repairing import repair
from yiben.text.reviewing import doubts


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("繼續(xù)開展愛心飯堂活動(dòng),服務(wù)居民。", "继续开展爱心饭堂活动，服务居民。"),
        ("推動(dòng)?jì)D女權(quán)益", "推动妇女权益"),
        ("重點(diǎn)??平ㄔO(shè),創(chuàng)新方法", "重点专科建设，创新方法"),
        ("宣傳(chuán)?六個(gè)確保?中心工作,學(xué)習(xí)", "宣传“六个确保”中心工作，学习"),
        ("意識形態工作關乎旗幟,影響著大家", "意识形态工作关乎旗帜，影响着大家"),
        (
            "培訓(xùn)居民7600人次本資料權(quán)屬轉(zhuǎn)載網(wǎng)絡(luò)放上鼠標(biāo)按照提示查看轉(zhuǎn)載網(wǎng)絡(luò),上崗",
            "培训居民7600人次，上岗",
        ),
        ("选举从**年6月1日开始", "选举从□□年6月1日开始"),
        ("办法（中办发“2004”25号）", "办法（中办发〔2004〕25号）"),
        (
            "各区县、街道要整合区域内的各类资源,推\n进公益设施向居民开放,方便群众。",
            "各区县、街道要整合区域内的各类资源，推进公益设施向居民开放，方便群众。",
        ),
    ],
)
def test_damage_is_put_right(damaged, clean):
    assert repair(damaged).text == clean


@pytest.mark.parametrize(
    "text",
    [
        "各社区要建立台账，每月召开一次会议。",
        "蔚(yù)县社区与六(lù)安社区结对共建。",
        "繁体字“龍(lóng)”简化为“龙”，“馬(mǎ)”简化为“马”。",
        "居民来信：「感謝社區的關懷，十分感動。」",
        "敬啟者：本會謹於週六舉辦敬老活動，歡迎街坊前來，裏面備有茶點。",
        "居民王*明的电话138****5678，请网格员核实。",
        '{"name": "张三", "tags": ["党员", "志愿者"]}',
        "会议定于13:37开始，支出1,234.56元，评分区间[0,1)。",
        "一是抓学习\n二是抓服务\n三是抓落实",
        "为什么要换届？谁来选？怎么选？",
        "组 长：李四\n副组长：张三\n成 员：王五",
        "三、领导重视，精心组织\n为做好宣传，街道成立了工作组。",
    ],
)
def test_clean_text_is_left_alone(text):
    repaired = repair(text)
    assert repaired.text == text
    assert repaired.repairs == ()


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("。ㄒ唬?qiáng)化提案責任意識,提升提案工作質量。", "（一）强化提案责任意识，提升提案工作质量。"),
        ("。ǘ?qiáng)化參政議政意識,提高提案工作質量。", "（二）强化参政议政意识，提高提案工作质量。"),
        ("。┓e極(jí)開展創(chuàng)建示范單位活動(dòng)。", "（六）积极开展创建示范单位活动。"),
        ("。?)戶籍及居住均在本社區(qū),參加選舉(jǔ)。", "（□）户籍及居住均在本社区，参加选举。"),
    ],
)
def test_the_number_of_a_line_comes_back_or_is_said_to_be_lost(damaged, clean):
    assert repair(damaged).text == clean


def test_quotes_lost_inside_quotes_come_back_single():
    assert repair("要按照“深化?放管服?改革”的要求抓好落实。").text == "要按照“深化‘放管服’改革”的要求抓好落实。"


def test_every_change_tells_where_it_was_and_what_it_is():
    damaged = "推動(dòng)?jì)D女權(quán)益,學(xué)習(xí)法律。"
    repaired = repair(damaged)
    assert repaired.repairs
    for each in repaired.repairs:
        assert damaged[each.original_start : each.original_end] == each.before
        assert repaired.text[each.start : each.end] == each.after


def test_a_guessed_character_is_less_sure_than_a_rule():
    rules = {each.rule: each.confidence for each in repair("重點(diǎn)??平ㄔO(shè),創(chuàng)新").repairs}
    assert min(rules.values()) < 0.9 <= max(rules.values())


def test_the_end_of_a_mark_of_html_that_nobody_knows_is_not_widened():
    said = "各社区&abcd;&abcd;要按时&#1;报送;逾期通报。"
    assert repair(said).text == said.replace("送;", "送；")


@pytest.mark.parametrize(
    ("pasted", "clean", "rule"),
    [
        ("各社区&nbsp;要&#25353;&#x65f6;报送&#12290;", "各社区 要按时报送。", "entity"),
        ("建立&amp;ldquo;一户一档&amp;rdquo;台账", "建立“一户一档”台账", "entity"),
        ("落实&quot;三个清单&quot;制度", "落实“三个清单”制度", "entity"),
        ("甲&amp;乙公司", "甲&乙公司", "entity"),
        ("各社区\u200b要建\u00ad立台账\u2060。", "各社区要建立台账。", "invisible"),
        ("走访锟斤拷锟斤拷，共12户", "走访□□□□，共12户", "lost"),
        ("烫烫烫烫共12户", "□□□□共12户", "lost"),
        ("发放手册5OO册", "发放手册500册", "letter for digit"),
        ("2O26年l2月3l日前", "2026年12月31日前", "letter for digit"),
        ("第lO条", "第10条", "letter for digit"),
    ],
)
def test_what_comes_from_web_pages_and_haste_is_put_right(pasted, clean, rule):
    repaired = repair(pasted)
    assert repaired.text == clean
    assert {each.rule for each in repaired.repairs} == {rule}
    assert repair(clean).repairs == ()


@pytest.mark.parametrize(
    "text",
    [
        "网址https://www.example.cn/?a=1&copy;=2",
        "“&nbsp;”表示空格，“锟斤拷”是乱码",
        "O2O项目、B2B项目、A4、5G、l号楼、3l水、第II期、l3月、O个",
        "全家\U0001f468\u200d\U0001f469\u200d\U0001f467参加",
        "A & B；AT&T；&#0;；&nosuch;",
        "手太烫烫了，屯屯村",
    ],
)
def test_what_only_looks_so_is_left_alone(text):
    assert repair(text).text == text


def test_a_number_beside_a_lost_character_or_a_typed_letter_asks_for_a_person():
    for pasted in ("走访锟斤拷居民12户", "发放手册5OO册"):
        repaired = repair(pasted)
        assert {each.code for each in doubts(repaired.text, repaired.repairs)} & {"number", "guess"}
