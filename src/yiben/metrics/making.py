"""A metric as somebody puts it together on site: from plain choices to a definition of the pack language. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any

from yiben.errors import Refusal
from yiben.packs.boundaries import forbidden_in_label
from yiben.packs.composing import free_metric_id
from yiben.packs.definitions import (
    COUNTING,
    LOCAL,
    Book,
    Field,
    FieldType,
    FilterValue,
    Metric,
    smallest_per_unit,
)
from yiben.packs.resolving import Catalogue

WAYS = ("ratio", "average", "cumulative", "change", "target")
"""How a metric made on site may be computed from others."""
FILTERING = frozenset({FieldType.CHOICE, FieldType.MULTICHOICE, FieldType.YESNO})
_LONGEST_UNIT, _LONGEST_LABEL, _LONGEST_MEANING = 8, 60, 400
_DIFFERENT = {FieldType.UNIT: "家", FieldType.PERSON: "人"}
"""The measure word of what is counted once each."""


@dataclass(frozen=True)
class WantedMetric:
    """A metric as somebody wants it. Counted: ``how`` over ``book``, its ``field``, only records that have one of the
    values ``where`` names, by field. Computed: ``how`` from ``of`` and ``to``, a change ``against`` another period."""

    label: str = ""
    unit: str = ""
    means: str = ""
    how: str = ""
    book: str = ""
    field: str = ""
    where: Mapping[str, tuple[str, ...]] = attribute(default_factory=dict)
    of: str = ""
    to: str = ""
    against: str = ""


@dataclass(frozen=True)
class DraftedMetric:
    """A metric that can be computed: its full id, the pack whose overlay it belongs to, the packs it builds upon."""

    key: str
    base: str
    metric: Metric
    builds_on: tuple[str, ...] = ()


def drafted_metric(known: Catalogue, wanted: WantedMetric, means: str, *, is_named: bool = True) -> DraftedMetric:
    """Return the metric that is wanted. Without ``is_named`` its name is not looked at: a preview has none yet.

    Refuses a name that is missing, used or of what nothing may hold, choices that the book does not have, and a unit in
    which its numbers would be wrong.
    """
    label = " ".join(wanted.label.split())
    if is_named:
        _require_name(known, label)
    given: dict[str, Any] = {"how": wanted.how, "label": (label or "…")[:_LONGEST_LABEL]}
    is_counted = wanted.how in COUNTING
    more, home, builds_on = _counted(known, wanted) if is_counted else _computed(known, wanted)
    key_id = free_metric_id(metric.id for metric in known.metrics.values())
    said = " ".join(wanted.means.split()) or means
    metric = Metric.model_validate({**given, **more, "id": key_id, "means": said[:_LONGEST_MEANING] or "…"})
    base = home.removesuffix(LOCAL)
    others = tuple(sorted(builds_on - {base, base + LOCAL}))
    return DraftedMetric(f"{base}{LOCAL}.{key_id}", base, metric, others)


def countable(book: Book) -> Iterator[tuple[str, Field | None]]:
    """Yield what can be counted of a book: (how, field), its records first."""
    yield "count", None
    for item in book.fields:
        if item.type.is_number and item.add != "none":
            yield ("sum" if item.add == "flow" else "stock"), item
        elif (item.type is FieldType.PERSON and item.roll) or (item.rollup and item.type is not FieldType.YESNO):
            yield "distinct", item


def proposed_unit(known: Catalogue, wanted: WantedMetric) -> str:
    """Return the measure word that a metric has when nobody types another one, "" when it is not said what is counted."""
    if wanted.how in COUNTING:
        book = known.book(wanted.book)
        item = book.field(wanted.field) if book else None
        if book is None or (item is None and wanted.how != "count"):
            return ""
        return book.entry_word if item is None else item.measure_word or _DIFFERENT.get(item.type, "种")
    parts = [found.unit for name in (wanted.of, wanted.to) if (found := known.metrics.get(name))]
    if wanted.how == "average":
        return "/".join(parts) if len(parts) == 2 else ""
    return parts[0] if wanted.how == "cumulative" and parts else "%"


def renamed_metric(known: Catalogue, key: str, label: str, means: str) -> Metric:
    """Return a metric made on site under another name; the old name stays one by which it is found. Without ``means``
    what it says about itself stays. Refuses what ``drafted_metric`` refuses of a name."""
    metric, called = own_metric(known, key), " ".join(label.split())
    changed: dict[str, Any] = {"means": (" ".join(means.split()) or metric.means)[:_LONGEST_MEANING]}
    if called != metric.label:
        _require_name(known, called, but=key)
        others = dict.fromkeys((*metric.aliases, metric.label))
        changed |= {"label": called, "aliases": tuple(each for each in others if each != called)}
    return metric.model_copy(update=changed)


def own_metric(known: Catalogue, key: str) -> Metric:
    """Return a metric that was made on site. Refuses ``metric_shipped`` one that came with a pack."""
    metric = known.metrics.get(key)
    if metric is None:
        raise Refusal("metric_unknown", metric=key[:80])
    if not is_own(key):
        raise Refusal("metric_shipped", label=metric.label)
    return metric


def is_own(key: str) -> bool:
    """Whether a metric was made on site, by its full id."""
    return key.rpartition(".")[0].endswith(LOCAL)


def built_on(known: Catalogue, key: str) -> list[str]:
    """Return the names of the metrics on offer that are computed from a metric."""
    return [
        metric.label
        for other, metric in known.offered.items()
        if key in {known.named_by(other, name) for name in metric.named}
    ]


def _require_name(known: Catalogue, label: str, but: str = "") -> None:
    if not label or len(label) > _LONGEST_LABEL:
        raise Refusal("metric_unnamed")
    if any(label in (metric.label, *metric.aliases) for key, metric in known.metrics.items() if key != but):
        raise Refusal("metric_name_used", label=label)
    if forbidden_in_label(label):
        raise Refusal("label_forbidden", label=label)


def _counted(known: Catalogue, wanted: WantedMetric) -> tuple[dict[str, Any], str, set[str]]:
    """The keys of a counted metric, the pack it belongs to, the packs it builds upon."""
    book = known.book(wanted.book)
    if book is None or (wanted.how, wanted.field) not in {
        (how, item.id if item else "") for how, item in countable(book)
    }:
        raise Refusal("metric_open")
    given: dict[str, Any] = {"book": book.id, "unit": _counted_unit(known, wanted)}
    if wanted.field:
        given["field"] = wanted.field
    where = {name: _filter(book, name, values) for name, values in wanted.where.items() if values}
    if where:
        given["where"] = where
    named = {wanted.field, *where}
    added = {
        pack.name
        for pack in known.packs.values()
        for each in pack.extensions
        if each.extends == book.id and (named & {item.id for item in each.fields} or named & set(each.choices))
    }
    owner = known.owners[book.id]
    return given, owner, {owner, *added}


def _counted_unit(known: Catalogue, wanted: WantedMetric) -> str:
    """The unit of what is counted. A sum has that of its field: its smallest part is what is kept."""
    proposed = proposed_unit(known, wanted)
    typed = wanted.unit.strip()
    if wanted.how in ("sum", "stock") or not typed:
        return proposed
    if len(typed) > _LONGEST_UNIT or smallest_per_unit(typed) != 1:
        raise Refusal("metric_unit", unit=typed[:20], proposed=proposed)
    return typed


def _filter(book: Book, name: str, values: tuple[str, ...]) -> FilterValue:
    item = book.field(name)
    if item is None or item.type not in FILTERING:
        raise Refusal("metric_choice", field=name[:40])
    if item.type is FieldType.YESNO:
        if values not in (("yes",), ("no",)):
            raise Refusal("metric_choice", field=item.label)
        return values == ("yes",)
    known = [choice.id for choice in item.choices]
    if not set(values) <= set(known):
        raise Refusal("metric_choice", field=item.label)
    chosen = tuple(each for each in known if each in values)
    return chosen[0] if len(chosen) == 1 else chosen


def _computed(known: Catalogue, wanted: WantedMetric) -> tuple[dict[str, Any], str, set[str]]:
    """The keys of a computed metric, the pack it belongs to, the packs it builds upon."""
    names = (wanted.of, wanted.to) if wanted.how in ("ratio", "average") else (wanted.of,)
    if wanted.how not in WAYS or any(name not in known.metrics for name in names):
        raise Refusal("metric_open")
    if len(set(names)) < len(names):
        raise Refusal("metric_parts")
    unit = proposed_unit(known, wanted)
    if wanted.how == "ratio" and wanted.unit.strip() in ("%", "‰"):
        unit = wanted.unit.strip()
    if not unit or len(unit) > _LONGEST_UNIT:
        raise Refusal("metric_unit", unit=unit[:20], proposed="%")
    given: dict[str, Any] = {"unit": unit, "of": wanted.of}
    if len(names) > 1:
        given["to"] = wanted.to
    if wanted.how == "change":
        given["against"] = "period_before" if wanted.against == "period_before" else "year_before"
    packs = [name.rpartition(".")[0] for name in names]
    home = next((pack for pack in packs if not _builds_on(known, set(packs) - {pack}, pack)), packs[0])
    return given, home, set(packs)


def _builds_on(known: Catalogue, packs: set[str], wanted: str) -> bool:
    """Whether one of the packs builds upon the overlay of ``wanted``: that cannot build upon it in turn."""
    overlay = wanted.removesuffix(LOCAL) + LOCAL
    ahead, seen = list(packs), set(packs)
    while ahead:
        pack = known.packs.get(ahead.pop())
        more = set(pack.requires) - seen if pack else set()
        seen |= more
        ahead += more
    return overlay in seen - {wanted}
