"""Rules about metrics and about the figures that report templates name."""

from collections.abc import Iterator, Mapping

from yiben.packs.checking_computed import check_computed, check_keys, find_metric
from yiben.packs.definitions import Field, FieldType, Metric, Pack
from yiben.packs.findings import Finding, Path, View
from yiben.packs.problems import nearest
from yiben.packs.template_grammar import check_template, figures_named

_DISTINCT = frozenset({FieldType.UNIT, FieldType.CHOICE, FieldType.MULTICHOICE, FieldType.PERSON})


def check_metrics(pack: Pack, view: View) -> Iterator[Finding]:
    """Yield findings on books, fields and filter values that metrics name."""
    for index, metric in enumerate(pack.metrics):
        path: Path = ("metrics", index)
        if not metric.is_counted:
            yield from check_computed(path, metric, pack, view)
            continue
        yield from check_keys(path, metric, ("book",))
        if not metric.book:
            continue
        for kind in metric.expects:
            if kind not in view.kinds and kind not in view.skipped:
                yield Finding("PK029", (*path, "expects"), {"kind": kind}, nearest(kind, view.kinds))
        book = view.base_books.get(metric.book)
        if book is None:
            if not view.is_open(metric.book, pack):
                hint = nearest(metric.book, view.base_books)
                yield Finding("PK021", (*path, "book"), {"book": metric.book}, hint)
            continue
        owner = view.owners[book.id]
        if owner != pack.name and owner not in pack.requires:
            yield Finding("PK030", (*path, "book"), {"book": book.id, "pack": owner})
        fields = view.fields(book)
        yield from _check_measured_field(path, metric, fields, view)
        for field_id, wanted in metric.where.items():
            here: Path = (*path, "where", field_id)
            yield from _check_filter(here, metric, field_id, wanted, fields, view)


def _check_measured_field(path: Path, metric: Metric, fields: Mapping[str, Field], view: View) -> Iterator[Finding]:
    data: dict[str, object] = {"metric": metric.id, "how": metric.how, "field": metric.field}
    if (metric.how == "count") == (metric.field is not None):
        yield Finding("PK042", path, data)
        return
    if metric.field is None or metric.field in view.skipped:
        return
    item = fields.get(metric.field)
    if item is None:
        hint = nearest(metric.field, fields)
        data = {"field": metric.field, "book": metric.book}
        yield Finding("PK022", (*path, "field"), data, hint)
        return
    suits = {
        "sum": item.type.is_number and item.add == "flow",
        "stock": item.type.is_number and item.add == "stock",
        "distinct": item.type in _DISTINCT,
    }
    if not suits[metric.how]:
        data.update(type=item.type.value, add=item.add)
        yield Finding("PK043", (*path, "field"), data)
    elif metric.how == "distinct" and item.type is not FieldType.PERSON and not item.rollup:
        yield Finding("PK047", (*path, "field"), data)


def _check_filter(
    path: Path,
    metric: Metric,
    field_id: str,
    wanted: bool | str | tuple[str, ...],
    fields: Mapping[str, Field],
    view: View,
) -> Iterator[Finding]:
    item = fields.get(field_id)
    if item is None:
        if field_id not in view.skipped:
            data = {"field": field_id, "book": metric.book}
            yield Finding("PK022", path, data, nearest(field_id, fields))
        return
    if not item.type.is_groupable or isinstance(wanted, bool) != (item.type is FieldType.YESNO):
        yield Finding("PK044", path, {"field": field_id, "type": item.type.value})
        return
    if item.type is FieldType.UNIT or isinstance(wanted, bool):
        return
    choices = [choice.id for choice in item.choices]
    for value in (wanted,) if isinstance(wanted, str) else wanted:
        if value not in choices and value not in view.skipped:
            hint = nearest(value, choices)
            yield Finding("PK023", path, {"choice": value, "field": field_id}, hint)


def check_reports(pack: Pack, view: View) -> Iterator[Finding]:
    """Yield findings on missing template files, on what a template may not say, and on figures no metric stands for."""
    for index, report in enumerate(pack.reports):
        if report.template not in pack.templates:
            hint = nearest(report.template, pack.templates)
            path: Path = ("reports", index, "template")
            yield Finding("PK026", path, {"template": report.template}, hint)
    names = [metric.id for metric in pack.metrics]
    for template, text in pack.templates.items():
        for each in check_template(text, metric_ids=None):
            here: Path = ("templates", template, each.line)
            hint = {"nearest": each.nearest} if each.nearest else {}
            yield Finding("PK097", here, {"fault": each.code, "name": each.name}, hint)
        for line, name in figures_named(text):
            if len(find_metric(name, pack, view.known)) == 1 or name in view.skipped:
                continue
            place: Path = ("templates", template, line)
            yield Finding("PK025", place, {"metric": name}, nearest(name, names))
