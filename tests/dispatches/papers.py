"""Drafts and series of the tests; all names invented."""

from __future__ import annotations

from tests.cast import Cast
from yiben.audit.callers import SYSTEM
from yiben.dispatches.actions.drafting import begin_dispatch, check_dispatch, hand_in, open_series, sign_dispatch
from yiben.dispatches.actions.issuing import number_dispatch, print_dispatch
from yiben.dispatches.content import Content
from yiben.dispatches.models import Dispatch, Series
from yiben.units.models import Unit

NOTICE = Content(
    kind="通知",
    title="临溪区枫桥街道办事处关于开展春季安全检查的通知",
    recipients="各社区居民委员会",
    body="现将有关事项通知如下。\n一、全面排查\n3月15日前完成沿街商铺的排查，逐户登记。\n二、按时报送\n3月20日前报《统计表》（附件）。",
    attachments=(("安全检查情况统计表", "序号\t社区\t检查处数\n1\t枫林社区\t\n2\t桥西社区\t"),),
    copies="区平安建设办公室",
)


def series_of(unit: Unit, word: str = "枫街办发", form: str = "document", mark: str = "") -> Series:
    """Return a new series of a unit."""
    return open_series(
        SYSTEM, unit, word=word, mark=mark or f"{unit.name}文件", form=form, printer="枫桥街道党政办公室"
    )


def signed(series: Series, content: Content = NOTICE) -> Dispatch:
    """Return a dispatch that went its way up to the signature."""
    made = begin_dispatch(SYSTEM, series, content)
    made = hand_in(SYSTEM, made, revision=made.revision)
    made = check_dispatch(SYSTEM, made, revision=made.revision)
    return sign_dispatch(SYSTEM, made, revision=made.revision)


def printed(series: Series, content: Content = NOTICE) -> Dispatch:
    """Return a dispatch that was numbered and printed."""
    made = signed(series, content)
    made = number_dispatch(SYSTEM, made, revision=made.revision)
    return print_dispatch(SYSTEM, made, revision=made.revision)


def subdistrict_series(cast: Cast) -> Series:
    """Return the usual series of the cast's sub-district office."""
    return series_of(cast.unit("subdistrict"))
