"""Making this year's paper of last year's: found, bound, computed, handed out, taken back, saved for the next time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import transaction

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.documents.actions import read_document
from yiben.documents.files import write_file
from yiben.errors import Refusal
from yiben.ledger.canonical import digest
from yiben.ledger.queries import last_seq
from yiben.metrics.periods import Period, parse_period
from yiben.metrics.scopes import Scope
from yiben.rolling.computing import compute_numbers, require_like
from yiben.rolling.copies import UrlOf, make_copy
from yiben.rolling.dates import roll_text, rolled_dates
from yiben.rolling.finding import find_numbers
from yiben.rolling.models import RolledCopy, RolledPaper, RolledTemplate
from yiben.rolling.numbers import DateChoice, How, Number, Option, dates_from, kept, left_alone, take_sure
from yiben.rolling.package import open_word
from yiben.rolling.queries import file_of, numbers_of, old_period, scope_of
from yiben.rolling.returning import Returned, find_again
from yiben.rolling.running import running_text
from yiben.units.models import Unit

KEEP = "="
"""What a form sends for a number that stays as it is written."""


def begin_roll(caller: Caller, *, unit: Unit, name: str, data: bytes, was: Period, now: Period) -> RolledPaper:
    """Return a paper in the making: last year's file with its numbers found, those that are sure bound, its dates found.

    Refuses what ``open_word`` and the reader of documents refuse, a new period of another kind (``rolling_periods``), and
    units of which the caller may not write reports.
    """
    hooks.require(caller, "report.render", unit.pk)
    require_like(was, now)
    title = read_document(name, data).metadata.title or ""
    word = open_word(name, data)
    text = running_text(word)
    numbers = take_sure(find_numbers(caller, Scope(unit, was), text))
    found = rolled_dates(text.plain, was, now)
    scope = Scope(unit, now, as_of=last_seq())
    numbers = compute_numbers(caller, numbers, scope, was)
    dates = [
        DateChoice(each.start, each.end, each.text, each.new, each.kind, each.is_sure and not left)
        for each, left in zip(found, left_alone(text.text, found, numbers, was), strict=True)
    ]
    return _create(
        caller,
        unit=unit,
        name=_called(name),
        title=roll_text(title, was, now)[:200],
        digest=write_file(Path(settings.DOCUMENT_FOLDER), word.data),
        was=was.text,
        period=now.text,
        numbers=kept(numbers),
        dates=kept(dates),
        seq=scope.as_of or 0,
    )


def begin_again(caller: Caller, template: RolledTemplate, now: Period) -> RolledPaper:
    """Return a paper in the making from a saved one: everything bound as it was confirmed, computed for a later period."""
    hooks.require(caller, "report.render", template.unit_id)
    was = parse_period(template.period)
    require_like(was, now)
    scope = Scope(template.unit, now, as_of=last_seq())
    numbers = compute_numbers(caller, numbers_of(template), scope, was)
    return _create(
        caller,
        unit=template.unit,
        template=template,
        name=template.name,
        title=f"{now.label}{template.label}"[:200],
        digest=template.digest,
        was=was.text,
        period=now.text,
        numbers=kept(numbers),
        dates=kept(_dates_again(template, was, now)),
        seq=scope.as_of or 0,
    )


@transaction.atomic
def decide(
    caller: Caller, paper: RolledPaper, choices: Mapping[int, str], dates: Collection[int], *, looked_at: bool
) -> RolledPaper:
    """Bind numbers (place in the list → key of an option, ``=`` to keep what is written, "" for undecided), take the dates
    of these places and no others, and compute. ``looked_at``: what is bound to nothing stays as it is.

    Refuses (``rolling_option_unknown``) a metric that does not exist.
    """
    found = _locked(caller, paper)
    numbers = [
        _chosen(each, choices[at]) if at in choices else each for at, each in enumerate(numbers_of(found))
    ]  # fmt: skip
    found.dates = kept(
        replace(each, is_taken=at in dates and bool(each.new)) for at, each in enumerate(dates_from(found.dates))
    )
    found.is_looked_at = looked_at
    return _computed(caller, found, numbers, "rolling.decide")


def take_offered(caller: Caller, paper: RolledPaper) -> RolledPaper:
    """Bind every undecided number for which something is offered to what is offered first, and compute. What nothing is
    recorded for yet stays undecided: not reported is not 0."""
    offered = {
        at: each.options[0].key for at, each in enumerate(numbers_of(paper)) if each.is_open and each.options
    }  # fmt: skip
    taken = {at for at, each in enumerate(dates_from(paper.dates)) if each.is_taken}
    bound = decide(caller, paper, offered, taken, looked_at=paper.is_looked_at)
    empty = [at for at, each in enumerate(numbers_of(bound)) if at in offered and each.flag in ("zero", "missing")]
    return decide(caller, bound, dict.fromkeys(empty, ""), taken, looked_at=paper.is_looked_at) if empty else bound


@transaction.atomic
def compute_again(caller: Caller, paper: RolledPaper) -> RolledPaper:
    """Compute the bound numbers anew, up to the newest record; what was written by hand stays."""
    found = _locked(caller, paper)
    return _computed(caller, found, numbers_of(found), "rolling.compute")


def take_back(caller: Caller, paper: RolledPaper, *, name: str, data: bytes) -> tuple[RolledPaper, Returned]:
    """Take a paper back that was edited in Word or WPS: its text, tracked changes and comments are kept, its figures found
    again. What was changed by hand waits for a decision; what is new was typed by hand. Refuses (``rolling_other_paper``)
    a file in which none of the paper's numbers is found."""
    hooks.require(caller, "report.render", paper.unit_id)
    read_document(name, data)
    word = open_word(name, data)
    text = running_text(word)
    now = parse_period(paper.period)
    returned = find_again(
        paper.uid, text, numbers_of(paper), find_numbers(caller, Scope(paper.unit, now), text)
    )  # fmt: skip
    if paper.numbers and len(returned.gone) == len(paper.numbers):
        raise Refusal("rolling_other_paper", name=name)
    stored = write_file(Path(settings.DOCUMENT_FOLDER), word.data)
    with transaction.atomic():
        found = _locked(caller, paper)
        found.digest, found.was, found.dates = stored, found.period, []
        found.numbers, found.gone = kept(_undecided(returned)), returned.gone[:200]
        found.is_looked_at, found.returns = False, found.returns + 1
        found.save()
        log(caller, "rolling.return", found.uid, digest=stored, changed=len(returned.changed))
    return found, returned


def save_template(caller: Caller, paper: RolledPaper, label: str) -> RolledTemplate:
    """Save a paper for the next time: the file, its bindings and dates, confirmed by the caller."""
    hooks.require(caller, "report.render", paper.unit_id)
    if not label.strip():
        raise Refusal("rolling_unlabelled")
    with transaction.atomic():
        template = RolledTemplate.objects.create(
            unit=paper.unit,
            label=label.strip()[:120],
            name=paper.name,
            digest=paper.digest,
            period=paper.was,
            made_for=paper.period,
            numbers=paper.numbers,
            dates=paper.dates,
            post=caller.post,
            person=caller.person,
        )
        log(caller, "rolling.save", template.uid, paper=paper.uid)
    return template


def hand_out(
    caller: Caller, paper: RolledPaper, kind: str, *, url_of: UrlOf | None = None, accept: bool = False
) -> bytes:
    """Return a copy of a paper and keep a record of it, so that ``verify_copy`` knows it again. Refuses what
    ``make_copy`` refuses."""
    hooks.require(caller, "report.download", paper.unit_id)
    content = make_copy(paper, kind, url_of=url_of, accept=accept)
    text = running_text(open_word(paper.name, content)).text
    with transaction.atomic():
        RolledCopy.objects.create(
            paper=paper,
            kind=kind,
            file_digest=digest(content),
            text=text,
            numbers=paper.numbers,
            seq=paper.seq,
            post=caller.post,
        )
        log(caller, "rolling.download", paper.uid, kind=kind, seq=paper.seq)
    return content


@transaction.atomic
def _create(caller: Caller, **values: object) -> RolledPaper:
    paper = RolledPaper.objects.create(post=caller.post, person=caller.person, **values)
    log(caller, "rolling.begin", paper.uid, digest=paper.digest, period=paper.period)
    return paper


def _locked(caller: Caller, paper: RolledPaper) -> RolledPaper:
    hooks.require(caller, "report.render", paper.unit_id)
    return RolledPaper.objects.select_for_update(of=("self",)).select_related("unit").get(pk=paper.pk)


def _computed(caller: Caller, paper: RolledPaper, numbers: list[Number], verb: str) -> RolledPaper:
    paper.seq = last_seq()
    paper.numbers = kept(compute_numbers(caller, numbers, scope_of(paper, paper.seq), old_period(paper)))
    paper.save()
    log(caller, verb, paper.uid, seq=paper.seq)
    return paper


def _chosen(number: Number, key: str) -> Number:
    if key == KEEP:
        return replace(number, bound="", by_hand=True)
    if not key:
        return replace(number, bound="", by_hand=False)
    metric = key.partition(":")[0]
    if metric not in catalogue().metrics or key.partition(":")[2] not in ("", "change"):
        raise Refusal("rolling_option_unknown", text=number.text)
    known = {each.key for each in number.options}
    how: How = "change" if key.endswith(":change") else "value"
    options = number.options if key in known else (*number.options, Option(metric, how))
    return replace(number, bound=key, by_hand=False, options=options)


def _undecided(returned: Returned) -> list[Number]:
    """What came back, with what was changed by hand bound to nothing until somebody decides; the metric stays offered."""
    changed = set(returned.changed)
    return [
        replace(each, bound="", by_hand=False, new="", options=_offering(each)) if at in changed else each
        for at, each in enumerate(returned.numbers)
    ]


def _offering(number: Number) -> tuple[Option, ...]:
    first = number.option
    said = replace(first, last=number.ledger, agrees=False) if first else None
    return tuple([said] if said else []) + tuple(each for each in number.options if each != first)


def _dates_again(template: RolledTemplate, was: Period, now: Period) -> list[DateChoice]:
    """The dates of a saved paper for another period: those taken then are taken now."""
    chosen = {(each.start, each.end): each.is_taken for each in dates_from(template.dates)}
    found = rolled_dates(running_text(file_of(template)).plain, was, now)
    return [
        DateChoice(
            each.start, each.end, each.text, each.new, each.kind, chosen.get((each.start, each.end), each.is_sure)
        )
        for each in found
    ]  # fmt: skip


def _called(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1][-120:] or "document.docx"
