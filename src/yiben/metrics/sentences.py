"""What a metric computes, said from its definition in words that an office reads; why one cannot be answered."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.packs.definitions import Field, Metric
from yiben.packs.resolving import Catalogue

METRIC_SENTENCES: dict[str, Any] = {
    "analysis_missing": gettext_lazy(
        "The analytical copy needs the extra “analysis”. Install it, or leave the option out."
    ),
    "segments_missing": gettext_lazy("There is no analytical copy yet. Run “yiben segments” first."),
    "target_months": gettext_lazy("A target is set for whole months, quarters or years, not for %(period)s."),
    "target_metric": gettext_lazy(
        "No target can be set for “%(metric)s”: it is computed from other figures. Set one for those."
    ),
    "target_number": gettext_lazy(
        "“%(text)s” is no number of %(unit)s. Type 0 or more in digits, or leave the field empty for no target."
    ),
    "metric_unknown": gettext_lazy("There is no metric “%(metric)s”."),
    "metric_unnamed": gettext_lazy("The metric needs a name of at most 60 characters, such as what it counts."),
    "metric_name_used": gettext_lazy("There is a metric called “%(label)s” already. Choose another name."),
    "metric_shipped": gettext_lazy(
        "“%(label)s” came with its line of work. Only what was made on site can be renamed or withdrawn."
    ),
    "metric_built_on": gettext_lazy(
        "%(others)s are computed from “%(label)s”. Withdraw these first, or leave it as it is."
    ),
    "metric_open": gettext_lazy("It is not said what is counted. Choose it, then look again."),
    "metric_choice": gettext_lazy(
        "“%(field)s” cannot be used to choose records by. Choose among what the page offers."
    ),
    "metric_unit": gettext_lazy(
        "“%(unit)s” cannot be the unit of this metric. Take a word of at most 8 characters, such as “%(proposed)s”."
    ),
    "metric_parts": gettext_lazy("A metric cannot be computed from itself twice. Choose two different ones."),
    "period_unknown": gettext_lazy(
        "“%(text)s” is no period. Write 2025, 2025H1, 2025Q1, 2025-03 or 2025-03-01..2025-03-31."
    ),
    "period_backwards": gettext_lazy("The period “%(text)s” ends before it begins."),
}


def definition_sentence(key: str, metric: Metric, catalogue: Catalogue) -> str:
    """Return how a metric is computed, whole: from which records, with which filter, how they are added; or from which
    other metrics."""
    return _counted(metric, catalogue) if metric.is_counted else _computed(key, metric, catalogue)


def _counted(metric: Metric, catalogue: Catalogue) -> str:
    book = catalogue.books[metric.book]
    field = book.field(metric.field) if metric.field else None
    names = {"book": book.label, "field": field.label if field else "", "unit": metric.unit}
    said = {
        "count": _("Counts the records of the book “%(book)s”, in %(unit)s."),
        "sum": _("Adds up “%(field)s” of the records of the book “%(book)s”, in %(unit)s."),
        "stock": _("Adds up what each unit last reported as “%(field)s” in the book “%(book)s”, in %(unit)s."),
        "distinct": _("Counts how many different “%(field)s” the records of the book “%(book)s” name, in %(unit)s."),
    }
    filters = [_filter(book.field(name), name, wanted) for name, wanted in metric.where.items()]
    more = _("Only records of which holds: %(filters)s.") % {"filters": _(", and ").join(filters)} if filters else ""
    return said[metric.how] % names + more


def _filter(field: Field | None, name: str, wanted: object) -> str:
    if field is None:
        return name
    if isinstance(wanted, bool):
        return _("“%(field)s” is %(value)s") % {"field": field.label, "value": _("yes") if wanted else _("no")}
    values = [wanted] if isinstance(wanted, str) else list(wanted) if isinstance(wanted, tuple) else []
    labels = [choice.label if (choice := field.choice(str(value))) else str(value) for value in values]
    return _("“%(field)s” is %(value)s") % {"field": field.label, "value": _(" or ").join(labels)}


def _computed(key: str, metric: Metric, catalogue: Catalogue) -> str:
    def label(name: str | None) -> str:
        found = catalogue.metrics.get(catalogue.named_by(key, name or ""))
        return found.label if found else str(name)

    parts = [f"{label(name)}×{weight}" for name, weight in metric.parts.items()]
    names = {"of": label(metric.of), "to": label(metric.to), "parts": _(", ").join(parts), "unit": metric.unit}
    change = {
        "year_before": _("By how many per cent “%(of)s” differs from the same period of the year before."),
        "period_before": _("By how many per cent “%(of)s” differs from the period before."),
    }
    said = {
        "ratio": _("“%(of)s” divided by “%(to)s”, in %(unit)s."),
        "average": _("“%(of)s” divided by “%(to)s”, in %(unit)s."),
        "weighted": _("The mean of these, each by its weight: %(parts)s."),
        "cumulative": _("“%(of)s” from 1 January to the end of the period."),
        "target": _("“%(of)s” in per cent of the target that was set for it."),
        "change": change.get(metric.against or "", ""),
    }
    rounded = "" if metric.how == "cumulative" else _("Rounded half up, once, at the end.")
    return said[metric.how] % names + rounded
