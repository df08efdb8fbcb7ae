"""The official documents of the demo, each taken as far as its ``stage`` says: ``demo/dispatches.yaml`` of a pack."""

from __future__ import annotations

from typing import Any

from yiben.audit.callers import SYSTEM
from yiben.dispatches.actions.drafting import begin_dispatch, check_dispatch, hand_in, open_series, sign_dispatch
from yiben.dispatches.actions.issuing import number_dispatch, print_dispatch, send_dispatch
from yiben.dispatches.actions.receiving import sign_for
from yiben.dispatches.content import Content
from yiben.dispatches.models import Dispatch, Series
from yiben.units.queries import find_unit


def issue_papers(spec: dict[str, Any]) -> list[Dispatch]:
    """Open the series, take every document as far as it goes, and return the documents."""
    series = {row["word"]: _open(row) for row in spec["series"]}
    return [_issue(dict(row), series) for row in spec["documents"]]


def _open(row: dict[str, Any]) -> Series:
    given = {name: str(row[name]) for name in ("word", "mark", "form", "printer")}
    return open_series(SYSTEM, find_unit(row["unit"]), **given)


def _issue(row: dict[str, Any], series: dict[str, Series]) -> Dispatch:
    stage, units, signed = row.pop("stage"), row.pop("units", ()), row.pop("signed", ())
    home = series[row.pop("series")]
    attached = tuple((each["title"], each["text"]) for each in row.pop("attachments", ()))
    made = begin_dispatch(SYSTEM, home, Content(**row, attachments=attached))
    if stage == "drafting":
        return made
    made = hand_in(SYSTEM, made, revision=made.revision)
    made = check_dispatch(SYSTEM, made, revision=made.revision)
    if stage == "signing":
        return made
    made = sign_dispatch(SYSTEM, made, revision=made.revision)
    made = number_dispatch(SYSTEM, made, revision=made.revision)
    made = print_dispatch(SYSTEM, made, revision=made.revision, count=len(units) + 2)
    found = [find_unit(code) for code in units]
    on = made.dated_on
    made = send_dispatch(SYSTEM, made, revision=made.revision, on=on, to="", way="network", units=found)
    for code in signed:
        sign_for(SYSTEM, made, find_unit(code))
    return made
