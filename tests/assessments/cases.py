"""An invented assessment for the tests: two communities, a figure, a checklist, a judgement of three assessors."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from tests.cast import Cast
from yiben.assessments.actions import (
    AssessmentPlan,
    begin_assessment,
    judge_unit,
    open_assessment,
    publish_draft,
    review_unit,
    score_self,
)
from yiben.assessments.models import Assessed, Assessment
from yiben.ledger.actions import record_entry

TODAY = date(2026, 5, 20)
SCHEME: dict[str, Any] = {
    "id": "half_year",
    "label": "上半年考核",
    "applies": ["community"],
    "combine": "median",
    "appeal_workdays": 5,
    "grades": [
        {"id": "excellent", "label": "优秀", "least": 90},
        {"id": "good", "label": "良好", "least": 60},
        {"id": "failed", "label": "不合格", "least": 0},
    ],
    "items": [
        {
            "id": "events",
            "label": "活动",
            "weight": "33.5",
            "how": "metric",
            "metric": "base.activity_entries",
            "target": 3,
        },
        {"id": "rules", "label": "制度", "weight": "16.5", "how": "checklist", "checklist": "ten_rules"},
        {"id": "joint", "label": "评议", "weight": 50, "how": "judgement"},
    ],
}
ASSESSORS = {"subdistrict": "subdistrict_officer", "section": "section_officer"}


def activity(cast: Cast, unit: str = "community", who: str = "community_secretary") -> int:
    values = {"theme": "消防演练", "series": "safe_communities", "participants": "68"}
    given: dict[str, Any] = {"book": "activity", "unit": cast.unit(unit), "on": TODAY, "values": values, "partners": []}
    return record_entry(cast.caller(who), uid=str(uuid.uuid4()), **given).seq


def plan(cast: Cast, scheme: dict[str, Any] | None = None, **given: Any) -> AssessmentPlan:
    terms: dict[str, Any] = {
        "title": "上半年社区考核",
        "period": "2026H1",
        "scheme": scheme or SCHEME,
        "units": [cast.unit("community"), cast.unit("neighbour")],
        "assessors": [cast.unit(each) for each in ASSESSORS],
    }
    return AssessmentPlan(**{**terms, **given})


def begun(cast: Cast, scheme: dict[str, Any] | None = None, **given: Any) -> Assessment:
    return begin_assessment(cast.caller("subdistrict_officer"), cast.unit("subdistrict"), plan(cast, scheme, **given))


def opened(cast: Cast, scheme: dict[str, Any] | None = None, **given: Any) -> Assessment:
    row = begun(cast, scheme, **given)
    return open_assessment(cast.caller("subdistrict_officer"), row, revision=row.revision)


def of(row: Assessment, cast: Cast, unit: str = "community") -> Assessed:
    return row.assessed.select_related("unit", "assessment__unit").get(unit=cast.unit(unit))


def judged(cast: Cast, row: Assessment, *points: str, unit: str = "community") -> None:
    for (name, who), each in zip(ASSESSORS.items(), points, strict=False):
        judge_unit(cast.caller(who), of(row, cast, unit), cast.unit(name), {"joint": each}, {"joint": "配合好"})


def reviewed(cast: Cast, row: Assessment, unit: str = "community", **reasons: str) -> None:
    given = {item["id"]: "按台账" for item in SCHEME["items"]} | reasons
    review_unit(cast.caller("subdistrict_officer"), of(row, cast, unit), {}, given)


def published(cast: Cast, scheme: dict[str, Any] | None = None) -> Assessment:
    """Both units judged and reviewed, the community scored by itself, the draft shown."""
    row = opened(cast, scheme)
    activity(cast)
    score_self(cast.caller("community_secretary"), of(row, cast), {"events": "30", "joint": "45"})
    for unit in ("community", "neighbour"):
        judged(cast, row, "40", "45.5", unit=unit)
        reviewed(cast, row, unit)
    row.refresh_from_db()
    officer = cast.caller("subdistrict_officer")
    return publish_draft(officer, row, over="桥西未自评，已电话提醒", revision=row.revision)
