"""What a second repair could find, the first has found: stages that wait for one another."""

import pytest

from yiben.text.repairing import repair


@pytest.mark.parametrize(
    "damaged",
    [
        "第三条進首先“後“相關（一、】《監\n",
        "獲?&amp;侵害，愛護(hù)老人,催(cuī)促?進度\n",
        "＃&#38;nbsp;&amp;amp;lt;\u200b&nb\u00adsp;各社区",
        "5&#79;册，&#108;2月底前",
    ],
)
def test_repairing_once_is_enough(damaged):
    once = repair(damaged).text
    assert repair(once).repairs == ()
