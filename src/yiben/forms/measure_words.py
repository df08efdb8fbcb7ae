"""Measure words as forms state them: in a column 计量单位, or in brackets behind a heading."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = re.compile(
    r"[万千百亿]?(?:元|人|人次|人天|户|户次|册|条|张|块|场|场次|次|件|个|篇|份|起|处|期|%|％|‰|平方米|㎡|小时|分钟|本|名|家|支"
    r"|幅|面|套|辆|例|宗|亩|公里|米|所|栋|天|日|课时|学时|项)"
)


def is_measure_word(text: str) -> bool:
    """Say whether a text is a measure word.

    >>> is_measure_word("万元"), is_measure_word("枫林社区")
    (True, False)
    """
    return _WORDS.fullmatch(text) is not None
