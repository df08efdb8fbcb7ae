"""Invented rounds for the tests: of the sub-district, by the three questions of the supervision round."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.cast import Cast
from yiben.inspections.actions import (
    RoundPlan,
    Sampling,
    Seen,
    draw_sample,
    open_round,
    plan_round,
    record_visit,
)
from yiben.inspections.models import Round, Visit

TODAY = date(2026, 5, 20)
YES = {"posters": "yes", "slogans": "yes", "banners": "yes"}


def planned(cast: Cast, who: str = "subdistrict_officer", unit: str = "subdistrict", **given: Any) -> Round:
    """A round that is planned."""
    terms: dict[str, Any] = {
        "title": "二季度平安宣传督查",
        "checklist": "supervision",
        "begins_on": date(2026, 5, 18),
        "ends_on": date(2026, 5, 29),
        "approval": "督检考〔2026〕7号",
    }
    return plan_round(cast.caller(who), cast.unit(unit), RoundPlan(**{**terms, **given}))


def opened(cast: Cast, size: int = 2, seed: str = "2026", **given: Any) -> Round:
    """A round that has begun, with its drawn units to be visited."""
    row, caller = planned(cast, **given), cast.caller("subdistrict_officer")
    draw_sample(caller, row, Sampling(size, seed), revision=row.revision)
    row.refresh_from_db()
    return open_round(caller, row, revision=row.revision)


def visit_of(row: Round, code: str = "") -> Visit:
    rows = row.visits.select_related("unit", "round__unit")
    return rows.get(unit__code=code) if code else rows.first()


def visited(cast: Cast, row: Round, code: str = "", on: date = TODAY, **said: str) -> Visit:
    """A visit that was made; keywords are answers that are not yes."""
    visit = visit_of(row, code)
    seen = Seen(on, {**YES, **said}, notes={name: "门口没有" for name, each in said.items() if each == "no"})
    return record_visit(cast.caller("subdistrict_officer"), visit, seen, revision=visit.revision)
