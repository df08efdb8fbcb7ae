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

_ID = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_LANDLINE = re.compile(r"(?<![0-9])0[0-9]{2,3}-[0-9]{7,8}(?![0-9])")
_CARD = re.compile(r"(?<![0-9])[1-9][0-9]{15,18}(?![0-9])")
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

    text = hide("id_number", _ID, _hidden_id, text)
    text = hide("card", _CARD, _hidden_card, text)
    text = hide("phone", _MOBILE, lambda found: f"{found[0][:3]}****{found[0][-4:]}", text)
    text = hide("phone", _LANDLINE, lambda found: f"{found[0].partition('-')[0]}-****{found[0][-4:]}", text)
    text = hide("door", _DOOR, lambda found: f"{found[1]}×{found[3]}", text)
    text = hide("name", _NAMED, lambda found: found[1] + found[2][0] + "×" * (len(found[2]) - 1), text)
    return Masked(text, {kind: count for kind, count in counts.items() if count})


def _hidden_id(found: re.Match[str]) -> str:
    held = read_number(found[0])
    return f"{held.text[:3]}***********{held.text[-4:]}" if isinstance(held, IdNumber) else found[0]


def _hidden_card(found: re.Match[str]) -> str:
    """A number that holds by the check of bank cards (ISO/IEC 7812-1, Luhn)."""
    digits = [int(each) for each in reversed(found[0])]
    total = sum(each if at % 2 == 0 else sum(divmod(each * 2, 10)) for at, each in enumerate(digits))
    return f"{found[0][:4]}****{found[0][-4:]}" if total % 10 == 0 else found[0]
