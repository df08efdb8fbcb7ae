"""The verbs of metrics: setting a target, making a metric on site, naming it anew, withdrawing it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.actions import extend_pack
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.metrics.making import WantedMetric, built_on, drafted_metric, own_metric, renamed_metric
from yiben.metrics.models import Target
from yiben.metrics.periods import Period
from yiben.packs.definitions import FIXED_UNITS, LOCAL, Field, FieldType, Metric
from yiben.packs.reading_numbers import read_number
from yiben.packs.refused import Refused
from yiben.units.models import Unit
from yiben.units.months import month_text

_TYPES = {word: kind for kind, word in FIXED_UNITS.items()}
"""How a target is typed where its unit has a smallest part: 元 with fen."""


@transaction.atomic
def set_target(caller: Caller, key: str, metric: Metric, unit: Unit, period: Period, typed: str) -> Target | None:
    """Set what a metric is to reach for a unit in a period, in the place of what was set before; an empty text withdraws
    it. Returns the target, None for none. It is an entry of the ledger: a figure as of an earlier number has the old one.

    Refuses a period that is not of whole months (``target_months``), a share, an average or a change
    (``target_metric``), and what is no number (``target_number``).
    """
    pack = key.partition(".")[0]
    hooks.require(caller, "target.set", unit.pk, pack=pack)
    if period.months is None:
        raise Refusal("target_months", period=period.label)
    if not (metric.is_counted or metric.how == "cumulative"):
        raise Refusal("target_metric", metric=metric.label)
    first, last = period.months
    value = _read(metric, typed) if typed.strip() else None
    before = Target.objects.filter(metric=key, unit=unit, first=first, last=last, until_seq=None).first()
    if before is None if value is None else before is not None and before.value == value:
        return before
    values = {"do": "target", "metric": key, "unit": unit.uid, "from": month_text(first), "to": month_text(last)}
    told = values if value is None else {**values, "value": value}
    seq = hooks.record_change(hooks.Change("structure", timezone.localdate(), told), caller)
    if before is not None:
        before.until_seq = seq
        before.save(update_fields=["until_seq"])
    log(caller, "target.set", key, unit=unit.uid, period=period.text)
    if value is None:
        return None
    return Target.objects.create(metric=key, unit=unit, first=first, last=last, value=value, seq=seq)


@transaction.atomic
def make_metric(caller: Caller, wanted: WantedMetric, means: str) -> str:
    """Make a metric on site, the next version of the overlay of its line of work, and return its full id. ``means`` says
    what it counts where nothing was written about that.

    Refuses what ``drafted_metric`` refuses, and a maker who may not read the figures of that line of work.
    """
    hooks.require(caller, "pack.extend", None)
    drafted = drafted_metric(catalogue(), wanted, means)
    if not (caller.is_system or units_allowed(caller, "figure.read", pack=drafted.base)):
        raise Refusal("no_access", verb="figure.read")
    extend_pack(caller, drafted.base, metrics=[drafted.metric], builds_on=drafted.builds_on, on=timezone.localdate())
    log(caller, "metric.make", drafted.key)
    return drafted.key


@transaction.atomic
def rename_metric(caller: Caller, key: str, *, label: str, means: str = "") -> None:
    """Give a metric made on site another name or another meaning in words; it computes what it did, and its old name finds
    it. A figure as of an earlier number shows the old one. Refuses what ``renamed_metric`` refuses."""
    _require_owner(caller, key)
    _replace(caller, key, renamed_metric(catalogue(), key, label, means))
    log(caller, "metric.rename", key)


@transaction.atomic
def withdraw_metric(caller: Caller, key: str) -> None:
    """Offer a metric made on site no more: where it stands already, in forms, reports and figures, it goes on being
    computed. Refuses ``metric_built_on`` one that others on offer are computed from."""
    _require_owner(caller, key)
    metric = own_metric(catalogue(), key)
    if others := built_on(catalogue(), key):
        raise Refusal("metric_built_on", label=metric.label, others=others)
    _replace(caller, key, metric.model_copy(update={"withdrawn": True}))
    log(caller, "metric.withdraw", key)


@transaction.atomic
def offer_metric(caller: Caller, key: str) -> None:
    """Offer a metric again that was withdrawn."""
    _require_owner(caller, key)
    _replace(caller, key, own_metric(catalogue(), key).model_copy(update={"withdrawn": False}))
    log(caller, "metric.offer", key)


def _require_owner(caller: Caller, key: str) -> None:
    hooks.require(caller, "pack.extend", None)
    if not (caller.is_system or units_allowed(caller, "figure.read", pack=key.partition(".")[0])):
        raise Refusal("no_access", verb="figure.read")


def _replace(caller: Caller, key: str, metric: Metric) -> None:
    base = key.rpartition(".")[0].removesuffix(LOCAL)
    extend_pack(caller, base, metrics=[metric], on=timezone.localdate())


def _read(metric: Metric, typed: str) -> int:
    kind = _TYPES.get(metric.unit, FieldType.COUNT)
    word = None if kind in FIXED_UNITS else metric.unit
    read = read_number(Field(id="target", label=metric.label, type=kind, unit=word), typed)
    if isinstance(read, Refused) or not isinstance(read, int):
        raise Refusal("target_number", text=typed.strip()[:40], unit=metric.unit)
    return read
