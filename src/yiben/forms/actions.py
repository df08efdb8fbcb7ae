"""Registering superiors' forms, confirming what their headings mean, noting when they are asked for, filling them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.documents.files import refuse_secret, write_file
from yiben.errors import Refusal, TextProblem
from yiben.forms.bindings import HERE, LEAVE, Bindings
from yiben.forms.burden import DOCUMENT, MEETING
from yiben.forms.converting import TodaysFile, todays_file
from yiben.forms.exchange import read_table
from yiben.forms.filling import fill_file, kept_cells
from yiben.forms.layout import FormLayout
from yiben.forms.models import FilledForm, Form, FormBinding, FormTurn, FormVersion, OfficeCount, TableData
from yiben.forms.opening import open_form
from yiben.forms.parts import is_part
from yiben.forms.preparing import Prepared, prepare
from yiben.forms.queries import EVERY, RENDER, binding_of, content_of, units_named, version_of
from yiben.ledger.canonical import digest
from yiben.ledger.queries import last_seq
from yiben.metrics.periods import Period
from yiben.units.models import Unit


@dataclass(frozen=True)
class Particulars:
    """What is known of a form beside its file: ``number`` 表号, ``basis`` 制表依据, ``valid_until`` 有效期."""

    title: str
    issuer: str
    number: str = ""
    basis: str = ""
    valid_until: date | None = None
    is_statistical: bool = True
    every: str = "month"


def register_form(caller: Caller, *, unit: Unit, said: Particulars, name: str, data: bytes) -> Form:
    """Register a superior's form and return it; its file is kept as it came.

    Refuses what is missing (``values``, each beside its field), what is no table (``form_kind``), what holds no blank
    (``form_empty``). A statistical form without number, basis or validity is taken all the same: that is said, not barred.
    """
    hooks.require(caller, RENDER, unit.pk)
    file, layout = _read(name, data)
    given = {"title": said.title.strip(), "issuer": said.issuer.strip()}
    missing: list[tuple[str, str, dict[str, object]]] = [
        (key, "required", {}) for key, text in given.items() if not text
    ]
    if missing:
        raise Refusal("values", fields=missing)
    with transaction.atomic():
        form = Form.objects.create(unit=unit, post=caller.post, person=caller.person, **_columns(said))
        _keep_version(caller, form, name, data, file, layout)
        log(caller, "form.register", form.uid, title=form.title, issuer=form.issuer)
    return form


def change_form(caller: Caller, form: Form, said: Particulars, *, is_closed: bool) -> Form:
    """Change what is known of a form, or that it is asked for no more."""
    hooks.require(caller, RENDER, form.unit_id)
    given = {"title": said.title.strip(), "issuer": said.issuer.strip()}
    missing: list[tuple[str, str, dict[str, object]]] = [
        (key, "required", {}) for key, text in given.items() if not text
    ]
    if missing:
        raise Refusal("values", fields=missing)
    with transaction.atomic():
        for name, value in _columns(said).items():
            setattr(form, name, value)
        form.is_closed = is_closed
        form.save()
        log(caller, "form.change", form.uid, number=form.number, closed=is_closed)
    return form


def add_version(caller: Caller, form: Form, *, name: str, data: bytes) -> FormVersion:
    """Take in a form whose layout was changed. What was confirmed holds for headings that read the same; the rest waits to
    be confirmed. The same file again is the same version."""
    hooks.require(caller, RENDER, form.unit_id)
    known = form.versions.filter(original=digest(data)).first()
    if known is not None and known == version_of(form):
        return known
    file, layout = _read(name, data)
    with transaction.atomic():
        version = _keep_version(caller, form, name, data, file, layout)
        log(caller, "form.version", form.uid, number=version.number)
    return version


def confirm_bindings(caller: Caller, form: Form, bindings: Bindings) -> FormBinding:
    """Confirm what the headings of a form mean. Refuses (``form_binding_wrong``) a metric, unit, part or source that does
    not exist. What was confirmed before is kept beside it."""
    hooks.require(caller, RENDER, form.unit_id)
    _require_known(form, bindings)
    with transaction.atomic():
        last = binding_of(form)
        row = FormBinding.objects.create(
            form=form,
            number=last.number + 1 if last else 1,
            version=version_of(form),
            bindings=bindings.as_json(),
            post=caller.post,
            person=caller.person,
        )
        log(caller, "form.bind", form.uid, number=row.number)
    return row


def note_turn(
    caller: Caller, form: Form, period: Period, *, received_at: datetime, due_at: datetime | None
) -> FormTurn:
    """Note that a form was asked for: when it was received and is due. Noting a period again changes its times."""
    hooks.require(caller, RENDER, form.unit_id)
    if due_at is not None and due_at < received_at:
        raise Refusal("form_due_before")
    with transaction.atomic():
        turn, _is_new = FormTurn.objects.update_or_create(
            form=form, period=period.text, defaults={"received_at": received_at, "due_at": due_at}
        )
        log(caller, "form.ask", form.uid, period=period.text)
    return turn


def mark_reported(caller: Caller, form: Form, period: Period, on: date | None, *, unit: Unit | None = None) -> FormTurn:
    """Note that a form's numbers for a period stand in 一表通 since a day, so that it is not asked again; None takes that
    back. ``unit``: only those of one unit below. Refuses (``form_not_below``) another one."""
    hooks.require(caller, RENDER, form.unit_id)
    is_part = unit is not None and unit.pk != form.unit_id
    if unit is not None and is_part and unit.code not in units_named(form, period.end)[1]:
        raise Refusal("form_not_below", unit=unit.short_name, owner=form.unit.short_name)
    with transaction.atomic():
        turn, _is_new = FormTurn.objects.get_or_create(
            form=form, period=period.text, defaults={"received_at": timezone.now()}
        )
        said = on.isoformat() if on else ""
        if unit is not None and is_part:
            others = {code: day for code, day in turn.reported_units.items() if code != unit.code}
            turn.reported_units = others | ({unit.code: said} if said else {})
        else:
            turn.reported_on = on
        turn.save(update_fields=["reported_on", "reported_units"])
        log(caller, "form.reported", form.uid, period=period.text, on=said, unit=unit.uid if unit else "")
    return turn


def fill_form(
    caller: Caller, form: Form, unit: Unit, period: Period, *, reason: str = "", as_of: int | None = None
) -> tuple[FilledForm, bytes, Prepared]:
    """Fill a form for a unit and period and return what is kept of it, the file, and what went into it.

    ``reason`` opens the numbers of people in lists (rolls.export_roll). Refuses what ``prepare`` refuses, and figures that
    the caller may not read.
    """
    hooks.require(caller, RENDER, unit.pk)
    if form.is_closed:
        raise Refusal("form_closed", title=form.title)
    row = binding_of(form)
    if row is None:
        raise Refusal("form_unbound")
    seq = as_of or last_seq()
    prepared = prepare(caller, form, unit, period, as_of=as_of, reason=reason)
    if as_of is None and last_seq() != seq:  # somebody recorded meanwhile: what is filled is exactly that of ``seq``
        prepared = prepare(caller, form, unit, period, as_of=seq, reason=reason)
    version = prepared.version
    content = fill_file(content_of(version.digest), version.kind, version.name, prepared.filling)
    opened = sum(rows.opened for _area, rows in prepared.filling.lists)
    people = sum(rows.opened + rows.masked for _area, rows in prepared.filling.lists)
    kept = digest(content) if people else write_file(_folder(), content)
    with transaction.atomic():
        FormTurn.objects.get_or_create(form=form, period=period.text, defaults={"received_at": timezone.now()})
        filled = FilledForm.objects.create(
            form=form,
            version=version,
            binding=row,
            unit=unit,
            period=period.text,
            seq=seq,
            cells=kept_cells(prepared.filling),
            digest=kept,
            opened=opened,
            post=caller.post,
            person=caller.person,
        )
        log(caller, "form.fill", filled.uid, form=form.uid, period=period.text, seq=seq, opened=opened)
    return filled, content, prepared


def _columns(said: Particulars) -> dict[str, object]:
    return {
        "title": said.title.strip()[:120],
        "issuer": said.issuer.strip()[:120],
        "number": said.number.strip()[:60],
        "basis": said.basis.strip()[:200],
        "valid_until": said.valid_until,
        "is_statistical": said.is_statistical,
        "every": said.every if said.every in EVERY else "once",
    }


def _read(name: str, data: bytes) -> tuple[TodaysFile, FormLayout]:
    limit = settings.DOCUMENT_LIMIT_BYTES
    if len(data) > limit:
        raise Refusal("file_too_large", name=name, megabytes=round(len(data) / 2**20, 1), limit=limit // 2**20)
    refuse_secret(name, data)
    try:
        file = todays_file(data, name)
        layout = open_form(file.data, name).layout
    except TextProblem as problem:
        raise Refusal(problem.code, (), **{"name": name, **problem.data}) from problem
    if not layout.blanks and not layout.lists:
        raise Refusal("form_empty", name=name)
    return file, layout


def _keep_version(
    caller: Caller, form: Form, name: str, data: bytes, file: TodaysFile, layout: FormLayout
) -> FormVersion:
    last = form.versions.order_by("-number").first()
    original = write_file(_folder(), data)
    return FormVersion.objects.create(
        form=form,
        number=last.number + 1 if last else 1,
        name=name.replace("\\", "/").rsplit("/", 1)[-1][-160:] or "form",
        original=original,
        digest=original if file.data is data else write_file(_folder(), file.data),
        kind=file.kind,
        changes=[list(each) for each in file.changes],
        layout=layout.as_json(),
        post=caller.post,
        person=caller.person,
    )


def _require_known(form: Form, bindings: Bindings) -> None:
    known = catalogue()
    _names, units = units_named(form, timezone.localdate())
    sources = {"", LEAVE, *(f"book:{each}" for each in known.books), *(f"roll:{each}" for each in known.rolls)}
    wrong = _unknown(bindings.names, {"", LEAVE, *known.metrics})
    wrong += _unknown(bindings.units, {"", HERE, *units})
    wrong += _unknown(bindings.facts, {"", "none", "unit", "period", "day", "filler"})
    wrong += [key for key, part in bindings.parts.items() if part and not is_part(part)]
    wrong += [key for key, each in bindings.lists.items() if each.source not in sources]
    if wrong:
        raise Refusal("form_binding_wrong", text=wrong[0])


def _unknown(chosen: Mapping[str, str], allowed: set[str]) -> list[str]:
    return [key for key, value in chosen.items() if value not in allowed]


def _folder() -> Path:
    return Path(settings.DOCUMENT_FOLDER)


def take_table(caller: Caller, *, unit: Unit, form: Form | None, title: str, name: str, data: bytes) -> TableData:
    """Keep what 一表通 gave back, with the codes of its columns. Columns that no office may keep are left out.

    Refuses a file without rows (``table_empty``), or that cannot be read.
    """
    hooks.require(caller, RENDER, unit.pk)
    refuse_secret(name, data)
    try:
        found = read_table(data, name)
    except TextProblem as problem:
        raise Refusal(problem.code, (), **{"name": name, **problem.data}) from problem
    with transaction.atomic():
        made = TableData.objects.create(
            unit=unit,
            form=form,
            title=(title.strip() or name.rpartition(".")[0] or name)[:120],
            name=name.replace("\\", "/").rsplit("/", 1)[-1][-160:],
            digest=digest(data),
            columns=[list(each) for each in found.columns],
            rows=[list(each) for each in found.rows],
            post=caller.post,
            person=caller.person,
        )
        log(caller, "table.take", made.uid, rows=len(found.rows), dropped=len(found.dropped))
    return made


def note_office(
    caller: Caller,
    *,
    unit: Unit,
    issuer: str,
    kind: str,
    title: str,
    on: date,
    is_comprehensive: bool = False,
    size: int | None = None,
) -> OfficeCount:
    """Note a document that an office sent, or a meeting that it called, for the burden account."""
    hooks.require(caller, RENDER, unit.pk)
    given = {"issuer": issuer.strip(), "title": title.strip()}
    missing: list[tuple[str, str, dict[str, object]]] = [
        (key, "required", {}) for key, text in given.items() if not text
    ]
    if missing or kind not in (DOCUMENT, MEETING):
        raise Refusal("values", fields=missing or [("kind", "required", {})])
    with transaction.atomic():
        made = OfficeCount.objects.create(
            unit=unit,
            issuer=given["issuer"][:120],
            kind=kind,
            title=given["title"][:160],
            on=on,
            size=size,
            is_comprehensive=is_comprehensive,
            post=caller.post,
        )
        log(caller, "office.note", str(made.pk), kind=kind, issuer=made.issuer)
    return made
