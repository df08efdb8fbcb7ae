"""Tags and filters of the pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from yiben.errors import YibenError
from yiben.ledger.queries import Reading
from yiben.metrics.periods import Period, parse_period
from yiben.metrics.scopes import Figure
from yiben.reports.wording import grouped, grouped_number, said_unit
from yiben.sentences import say, say_error
from yiben.units.months import month_text
from yiben.web import showing
from yiben.web.records_table import added_table
from yiben.web.scoping import figure_url

register = template.Library()


@register.simple_tag
def figure(value: Figure) -> SafeString:
    """Write a figure with its measure word, as a link to where it comes from."""
    url = figure_url(value.metric_id, value.request.scope)
    return format_html('<a class="y-fig" href="{}">{}</a>', url, grouped(value.value, value.unit))


@register.inclusion_tag("kit/table.html")
def figures_added(figures: Sequence[tuple[Figure, int]]) -> dict[str, Any]:
    """Draw what a record added to figures, beside what they are now."""
    return {"table": added_table(figures)}


@register.filter
def amount(value: int | None, unit: str = "") -> str:
    """Write a number with thousands separators, without its measure word."""
    return grouped_number(value, unit)


@register.filter(name="said_unit")
def said(unit: str) -> str:
    """Write a measure word as it is said: that of an average is that of what is averaged (天/件 is 天)."""
    return said_unit(unit)


@register.filter
def day(value: date) -> str:
    """Write a day in full."""
    return showing.day_text(value)


@register.filter
def short_day(value: date) -> str:
    """Write a day without the current year."""
    return showing.day_text(value, short=True)


@register.filter
def turn(value: str) -> str:
    """Write the name of a recurring duty's turn."""
    return showing.turn_text(value)


@register.filter
def period(value: Period | str) -> str:
    """Write a period, or one as it is kept (2026H1)."""
    return showing.period_text(parse_period(value) if isinstance(value, str) else value)


@register.filter
def moment(value: datetime) -> str:
    """Write a day and minute."""
    return showing.moment_text(value)


@register.filter
def month(value: int) -> str:
    """Write a month yyyymm."""
    return showing.month_text(value)


@register.filter
def month_code(value: int) -> str:
    """Write a month yyyymm as addresses name it."""
    return month_text(value)


@register.filter
def called(value: Reading) -> str:
    """Write what a record is called in lists."""
    return showing.called(value)


@register.filter
def listed(value: Iterable[str]) -> str:
    """Write things of one kind, such as units, one after the other."""
    return showing.listed(value)


@register.filter
def megabytes(value: int) -> str:
    """Write a size in bytes as KB or MB."""
    return f"{value / 2**20:.1f} MB" if value >= 2**20 else f"{max(1, round(value / 1024))} KB"


@register.filter
def sentence(refusal: YibenError) -> str:
    """Write the sentence of a refusal."""
    return say(refusal.code, refusal.data)


@register.filter
def sentences(refusal: YibenError) -> list[str]:
    """Write the sentence of a refusal, then one for each thing that it lists."""
    return say_error(refusal)


@register.filter
def warning(code: str) -> str:
    """Write what a reader of documents warns of."""
    return say(code)


@register.filter
def report_url(key: str) -> str:
    """Return the address of a report ``pack/name``."""
    pack, _slash, name = key.partition("/")
    return reverse("report-show", args=[pack, name])


@register.filter
def at(mapping: Any, key: Any) -> Any:
    """Return the value of a mapping at a key, "" when there is none."""
    return mapping.get(key, "")


@register.simple_tag
def comma() -> str:
    """Write what stands between the parts of a line."""
    return showing.comma()


@register.simple_tag
def enum() -> str:
    """Write what stands between things of one kind, such as units."""
    return showing.listed(["", ""])


@register.simple_tag
def semicolon() -> str:
    """Write what stands between sentences on one line."""
    return pgettext("punctuation", "; ")


@register.simple_tag
def colon() -> str:
    """Write what stands between a name and what is said of it."""
    return pgettext("punctuation", ": ")


@register.simple_tag
def stop() -> str:
    """Write what ends a sentence before the next."""
    return pgettext("punctuation", ". ")


@register.simple_tag
def bracket(text: str) -> str:
    """Write a remark in brackets."""
    return showing.bracketed(text)


@register.filter
def paragraphs(text: str) -> list[dict[str, Any]]:
    """Return a plain text as paragraphs and tables: lines with tabs that follow each other are rows."""
    found: list[dict[str, Any]] = []
    for line in filter(str.strip, text.splitlines()):
        if "\t" not in line:
            found.append({"text": line.strip()})
        elif found and "rows" in found[-1]:
            found[-1]["rows"].append([cell.strip() for cell in line.split("\t")])
        else:
            found.append({"rows": [[cell.strip() for cell in line.split("\t")]]})
    return found
