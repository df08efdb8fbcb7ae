"""Hiding particulars of people in a text that is to be posted. Pure; what is found is hidden unless somebody says otherwise.

Found are identity numbers with a right check character, telephone numbers, numbers of bank cards, numbers of doors behind a
house number, and names behind words that introduce one (姓名：, 联系人：). A name in running text cannot be told from other words:
the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from yiben.packs.id_numbers import IdNumber, read_number

_ID = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])")
_LANDLINE = re.compile(r"(?<![0-9])0[0-9]{2,3}-[0-9]{7,8}(?![0-9])")
_CARD = re.compile(r"(?<![0-9])[1-9][0-9]{15,18}(?![0-9])")
_ACCOUNT = re.compile(
    r"((?:银行卡|卡号|账号|帐号|账户|证件号码?|身份证号?码?)[^0-9\n]{0,4})([0-9][0-9 -]{8,24}[0-9Xx])"
)
"""A number behind a word that says what it is is hidden whatever its check says."""
_HEADINGS = {
    "name": re.compile(r"姓名|户主|联系人|申请人|受助人|救助对象|当事人|法定代表人"),
    "number": re.compile(r"身份证|证件|银行卡|卡号|账号|帐号|电话|手机|联系方式"),
    "address": re.compile(r"住址|家庭地址|详细地址|门牌"),
}
"""Headings of columns whose cells tell of people."""
_UNIT_OF_HOUSE = re.compile(
    r"([0-9一二三四五六七八九十]{1,4}(?:号楼|栋|幢|号院))([0-9一二三四五六七八九十]{1,3})(单元)(?![0-9])"
)
_DOOR = re.compile(r"([0-9一二三四五六七八九十]{1,4}(?:号楼|栋|幢|单元|号院))([0-9]{2,4})(室|号|户)")
_NAMED = re.compile(
    r"((?:姓名|联系人|受助人|申请人|当事人|户主|经办人员?|救助对象)[:：]\s*)([\u3400-\u9fff]{2,4})(?=$|[\s，。；,;、（(])"
)


@dataclass(frozen=True)
class Masked:
    """A text with particulars hidden, and how many of each kind."""

    text: str
    counts: dict[str, int]

    @property
    def count(self) -> int:
        """How many places are hidden."""
        return sum(self.counts.values())


def mask(text: str) -> Masked:
    """Return a text with the particulars of people hidden.

    >>> mask("联系人：王小满，电话13812345678，住3号楼502室").text
    '联系人：王××，电话138****5678，住3号楼×室'
    """
    counts: dict[str, int] = {}

    def hide(kind: str, pattern: re.Pattern[str], put: Callable[[re.Match[str]], str], said: str) -> str:
        def one(found: re.Match[str]) -> str:
            hidden = put(found)
            counts[kind] = counts.get(kind, 0) + (hidden != found[0])
            return hidden

        return pattern.sub(one, said)

    text = _columns_hidden(text, counts)
    text = hide("id_number", _ID, _hidden_id, text)
    text = hide("card", _CARD, _hidden_card, text)
    text = hide("account", _ACCOUNT, lambda found: found[1] + _ends(found[2]), text)
    text = hide("phone", _MOBILE, lambda found: f"{found[0][:3]}****{found[0][-4:]}", text)
    text = hide("phone", _LANDLINE, lambda found: f"{found[0].partition('-')[0]}-****{found[0][-4:]}", text)
    text = hide("door", _DOOR, lambda found: f"{found[1]}×{found[3]}", text)
    text = hide("door", _UNIT_OF_HOUSE, lambda found: f"{found[1]}×{found[3]}", text)
    text = hide("name", _NAMED, lambda found: found[1] + found[2][0] + "×" * (len(found[2]) - 1), text)
    return Masked(text, {kind: count for kind, count in counts.items() if count})


def _hidden_id(found: re.Match[str]) -> str:
    held = read_number(found[0])
    return f"{held.text[:3]}***********{held.text[-4:]}" if isinstance(held, IdNumber) else found[0]


def _ends(number: str) -> str:
    """A number with its middle hidden."""
    plain = re.sub(r"[ -]", "", number)
    return number if "*" in number else f"{plain[:3]}****{plain[-4:]}"


def _columns_hidden(text: str, counts: dict[str, int]) -> str:
    """Hide the cells of columns that tell of people: rows are lines with tabs, the first of them the heading."""
    kinds: list[str] = []
    lines = []
    for line in text.split("\n"):
        cells = line.split("\t")
        if len(cells) == 1:
            kinds = []
        elif not kinds:
            kinds = [next((kind for kind, heading in _HEADINGS.items() if heading.search(cell)), "") for cell in cells]
        else:
            hidden = [_cell_hidden(kind, cell) for kind, cell in zip([*kinds, *[""] * len(cells)], cells, strict=False)]
            for kind, old, new in zip(kinds, cells, hidden, strict=False):
                counts[kind] = counts.get(kind, 0) + (old != new)
            cells = hidden
        lines.append("\t".join(cells))
    return "\n".join(lines)


def _cell_hidden(kind: str, cell: str) -> str:
    said = cell.strip()
    if not kind or not said or "×" in said or "*" in said:
        return cell
    if kind == "name":
        return said[0] + "×" * (len(said) - 1) if re.fullmatch(r"[\u3400-\u9fff·]{2,8}", said) else cell
    if kind == "number":
        return _ends(said) if re.fullmatch(r"[0-9Xx][0-9Xx -]{6,}", said) else cell
    return said[:3] + "××" if len(said) > 3 else cell


def _hidden_card(found: re.Match[str]) -> str:
    """A number that holds by the check of bank cards (ISO/IEC 7812-1, Luhn)."""
    digits = [int(each) for each in reversed(found[0])]
    total = sum(each if at % 2 == 0 else sum(divmod(each * 2, 10)) for at, each in enumerate(digits))
    return f"{found[0][:4]}****{found[0][-4:]}" if total % 10 == 0 else found[0]
