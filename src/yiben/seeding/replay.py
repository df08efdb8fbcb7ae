"""Replaying the figures of a pack: through the books, the metrics and the rendered report, and back."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from yiben.audit.callers import SYSTEM
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.actions import keep_evidence, propose_entry
from yiben.ledger.appending import append
from yiben.metrics.figures import count_behind, evaluate, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.packs.definitions import FieldType
from yiben.remembering import read_once
from yiben.reports.actions import download_report
from yiben.reports.docx_writer import read_docx_text
from yiben.reports.wording import read_wording
from yiben.seeding.district import read_demo
from yiben.seeding.shipped import pack_files
from yiben.seeding.spreading import Planned, spread_year
from yiben.units.models import Unit
from yiben.units.queries import root_unit, subtree_ids

_NAMES = uuid.UUID("6f1b2a52-2f0c-4c56-9d9e-6d3a5f4b7c10")


@dataclass(frozen=True)
class Replayed:
    """One figure: what it has to be, what the ledger gives, and what was read back from the rendered document."""

    metric: str
    label: str
    wanted: int
    value: int | None
    records: int
    wording: str
    is_read_back: bool

    @property
    def holds(self) -> bool:
        """Whether the ledger gives the figure and the document's text says it."""
        return self.value == self.wanted and self.is_read_back


def replay_spec(pack: str) -> dict[str, Any]:
    """Return a pack's ``demo/replay.yaml``. Raises Refusal ``replay_unknown`` when it has none."""
    content = pack_files(pack).get("demo/replay.yaml")
    if content is None:
        raise Refusal("replay_unknown", pack=pack)
    return read_demo(content)


def record_year(
    spec: dict[str, Any],
    year: int,
    *,
    until: date | None = None,
    photograph: Callable[[int], bytes] | None = None,
) -> int:
    """Record a year of the spec through the ordinary verbs, all or none, up to a day, and return the number of records.

    Every third event gets a picture drawn by ``photograph`` as evidence.
    """
    units = {unit.code: unit for unit in Unit.objects.all()}
    rows = [row for row in spread_year(spec, year, _centres(units)) if until is None or row.on <= until]
    proposals = []
    with read_once():  # neither packs nor grants change meanwhile
        for index, row in enumerate(rows):
            pictured = photograph is not None and "participants" in row.values and index % 3 == 0
            evidence = (
                [keep_evidence(SYSTEM, unit=units[row.unit], name="现场.jpg", data=photograph(index)).digest]
                if photograph is not None and pictured
                else []
            )
            proposals.append(
                propose_entry(
                    SYSTEM,
                    uid=str(uuid.uuid5(_NAMES, f"{spec['seed']}/{year}/{index}")),
                    book=row.book,
                    unit=units[row.unit],
                    on=row.on,
                    values=_filled(row),
                    partners=[units[code].uid for code in row.partners],
                    evidence=evidence,
                    source={"kind": "replay"},
                )
            )
    append(proposals)
    return len(rows)


def replay_pack(pack: str, spec: dict[str, Any], year: int, report: str = "annual") -> tuple[list[Replayed], bytes]:
    """Return the figures of a pack for a year that was recorded, and the rendered .docx they were read back from."""
    root = root_unit()
    scope = Scope(root, parse_period(str(year)))
    content, _rendered = download_report(SYSTEM, f"{pack}/{report}", scope)
    text = read_docx_text(content)
    requests = [request_figure(f"{pack}.{row['metric']}", scope) for row in spec["figures"]]
    result = []
    for row, figure in zip(spec["figures"], evaluate(requests), strict=True):
        name = row["metric"]
        read = _read_back(spec["patterns"][name], text)
        result.append(
            Replayed(
                metric=name,
                label=figure.label,
                wanted=row["total"],
                value=figure.value,
                records=count_behind(figure.request),
                wording=read,
                is_read_back=read == spec["wording"][name] and _says(read, row["total"]),
            )
        )
    return result, content


def _read_back(pattern: str, text: str) -> str:
    """What stands in the document where the pattern looks, once and only once."""
    found = re.findall(pattern, text)
    return found[0] if len(found) == 1 else ""


def _says(words: str, wanted: int) -> bool:
    """Whether the words say the number: exactly, or as “over” a number strictly below it."""
    read = read_wording(words)
    if read is None or read.value is None:
        return False
    return read.value < wanted if read.is_over else read.value == wanted


def _centres(units: dict[str, Unit]) -> dict[str, list[str]]:
    today = timezone.localdate()
    found: dict[str, list[str]] = {}
    by_id = {unit.pk: unit for unit in units.values()}
    for unit in units.values():
        if unit.kind == "community":
            below = [by_id[pk] for pk in subtree_ids(unit, "administrative", today)]
            found[unit.code] = [each.code for each in below if each.kind == "service_centre"]
    return found


def _filled(row: Planned) -> dict[str, object]:
    """The planned values, with a plain text in every required text field that the plan leaves open."""
    book = catalogue().books[row.book]
    values: dict[str, object] = dict(row.values)
    for each in book.fields:
        if each.required and each.type is FieldType.TEXT:
            values.setdefault(each.id, f"平安创建{each.label}")
    return values


def all_hold(rows: Sequence[Replayed]) -> bool:
    """Whether every figure came back."""
    return all(row.holds for row in rows)
