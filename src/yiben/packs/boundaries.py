"""Attributes of a person that no field may hold, found by their wording.

Religion, ethnicity, political opinion and "stability" marks are refused in packs and left out of
imported sheets. Only a wording that *names the attribute* counts: 民族路, 民族团结宣传 and
宗教事务局 are no such wording. Members' rolls of a Party organisation (党员, 政治面貌) are not
opinions and pass.
"""

import re
import unicodedata

_DETAIL = r"(?:成[份分]|类别|类型|名称|情况|信息|属性|身份|代码|编码|标[识记志签])"
_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ethnicity", re.compile(rf"(?<!中华)民族{_DETAIL}?$")),
    ("ethnicity", re.compile(r"^族别$|^族裔$|^(?:是否)?少数民族(?:居民|人员|群众|家庭)?$")),
    ("religion", re.compile(rf"宗教(?:信仰|派别|教派|信众|信徒)?{_DETAIL}?$")),
    ("religion", re.compile(rf"^(?:个人|有无|所属)?信仰{_DETAIL}?$|信教(?:群众|人员|情况)?$")),
    ("religion", re.compile(rf"^(?:所属)?教派{_DETAIL}?$|邪教(?:人员|对象){_DETAIL}?$")),
    ("political_opinion", re.compile(r"政治(?:观点|倾向|立场|态度|意见|主张|表现)(?!教育|宣传)")),
    ("political_opinion", re.compile(r"思想(?:动态|倾向|动向|表现)(?!教育|宣传|分析|座谈|研判|调研)")),
    ("stability", re.compile(r"(?:维稳|稳控|涉稳)(?:对象|人员|等级|级别|标[识记志签]|状态|情况|措施)?$")),
    ("stability", re.compile(r"重点(?:人员|人口|对象|人)(?!密集|聚集|群)(?:类别|类型|等级|标[识记签])?$")),
    ("stability", re.compile(r"重点(?:关注|管控|稳控)(?:人员|对象|人群)(?:类别|类型|等级)?$")),
    (
        "stability",
        re.compile(
            r"^(?:是否|有无)(?:上访|信访|缠访|闹访|涉访|非访)|涉访(?:人员|对象)?$|(?:上访|缠访|闹访)(?:记录|情况)$"
        ),
    ),
    ("stability", re.compile(r"(?:上访|信访|缠访|闹访|非访)(?:人员|人|户|史|次数|重点|老户)$")),
    ("stability", re.compile(r"(?:人员|居民|个人|住户|本人)(?:风险|危险)(?:等级|级别|类别)?$")),
)
_PEOPLES = frozenset(
    [
        "汉族",
        "回族",
        "藏族",
        "满族",
        "苗族",
        "壮族",
        "彝族",
        "侗族",
        "瑶族",
        "白族",
        "傣族",
        "维吾尔族",
        "蒙古族",
        "朝鲜族",
        "哈萨克族",
        "土家族",
        "布依族",
        "哈尼族",
        "黎族",
        "畲族",
        "羌族",
        "纳西族",
        "锡伯族",
        "柯尔克孜族",
        "东乡族",
        "仡佬族",
    ]
)
_FAITHS = frozenset(
    ["佛教", "道教", "伊斯兰教", "天主教", "基督教", "信佛", "信教", "不信教", "有宗教信仰", "无宗教信仰"]
)
_IDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ethnicity", re.compile(r"(?:^|_)(?:ethnicity|ethnic|ethnic_group|race|minzu)$")),
    ("religion", re.compile(r"(?:^|_)(?:religion|religious_belief|faith|zongjiao)$")),
    (
        "political_opinion",
        re.compile(r"(?:^|_)political_(?:opinion|view|leaning|stance|attitude)s?$|^thought_trend$"),
    ),
    (
        "stability",
        re.compile(
            r"^stability$|(?:^|_)stability_(?:mark|level|control|status|target)$|(?:^|_)weiwen$"
            r"|(?:^|_)(?:key|risk)_pe(?:rson|ople|rsonnel)s?$|(?:^|_)petitioners?$"
        ),
    ),
)


def forbidden_in_label(label: str) -> str | None:
    """Return what attribute a Chinese heading names, None when it names none of the forbidden.

    >>> forbidden_in_label("户主民族"), forbidden_in_label("民族路社区活动")
    ('ethnicity', None)
    """
    text = re.sub(r"[\s：:*＊]+|[（(【\[].*?[）)】\]]", "", unicodedata.normalize("NFKC", label))
    if text in _PEOPLES:
        return "ethnicity"
    if text in _FAITHS:
        return "religion"
    parts = re.split(r"[/／、,，;；|]", text)
    for attribute, pattern in _LABELS:
        if any(pattern.search(part) for part in parts):
            return attribute
    return None


def forbidden_in_id(identifier: str) -> str | None:
    """Return what attribute an identifier names, None when it names none of the forbidden."""
    return next((name for name, pattern in _IDS if pattern.search(identifier)), None)
