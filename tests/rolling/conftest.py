"""A year in the ledger, and last year's paper about it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

import pytest

from tests.rolling.papers import paper


@pytest.fixture(autouse=True)
def _own_folder(request, tmp_path) -> None:
    if "cast" in request.fixturenames:
        request.getfixturevalue("settings").DOCUMENT_FOLDER = tmp_path / "documents"


@pytest.fixture
def hang(cast) -> Callable[[int, int], int]:
    """Record so many banners in a year; the community's, in March."""
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.actions import record_entry

    def _hang(count: int, year: int = 2026, month: int = 3) -> int:
        values = {"kind": "banner", "campaign": "safe_community", "quantity": str(count)}
        return record_entry(
            SYSTEM,
            uid=str(uuid.uuid4()),
            book="publicity_material",
            unit=cast.unit("community"),
            on=date(year, month, 5),
            values=values,
        ).seq

    return _hang


@pytest.fixture
def two_years(hang) -> None:
    """150 banners in 2024, 163 last year and 187 this year."""
    hang(150, 2024)
    hang(163, 2025)
    hang(187, 2026)


LINES = (
    "临溪区2025年平安创建宣传工作总结",
    "一、主要做法",
    ["2025年，全区悬挂横幅", "16", "0余条", "，同比增长8.7%，走访商户48家。"],
    "《临溪区宣传办法》（临政〔2024〕12号）印发以来，3月5日启动仪式反响良好。",
    "临溪区平安建设办公室",
    "2025年12月20日",
)


@pytest.fixture
def last_year() -> bytes:
    return paper(*LINES, table=[["项目", "完成数（条）"], ["悬挂横幅", "163"]])


@pytest.fixture
def rolled(cast, two_years, last_year):
    """This year's paper in the making, for the district."""
    from yiben.metrics.periods import parse_period
    from yiben.rolling.actions import begin_roll

    return begin_roll(
        cast.caller("district_officer"),
        unit=cast.unit("district"),
        name="2025年总结.docx",
        data=last_year,
        was=parse_period("2025"),
        now=parse_period("2026"),
    )
