"""Verifying the ledger: every body against its hash and the chain, every projection against its body.

In two passes, both always: the chain alone (``chains``), then what is projected from the bodies that are sound. Findings
are values: code, arrival number and data. Nothing is mended here. Entries are read in order, a thousand at a time, so that
memory does not grow with the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import DatabaseError, connection
from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from yiben.errors import Refusal
from yiben.ledger import canonical, triggers
from yiben.ledger.agreeing import Known, agrees, read_run
from yiben.ledger.calendars import agreed_calendar
from yiben.ledger.cells import differences
from yiben.ledger.chains import Chain, read_chain
from yiben.ledger.details import said_by
from yiben.ledger.evidence import path_of
from yiben.ledger.models import Arrival, ChainHead, Entry, EntryDetail, Erasure, Evidence, EvidenceRef, Line
from yiben.ledger.projecting import Expected, expected_columns, expected_lines, kept_columns, kept_lines, stored_bytes
from yiben.ledger.verifying_seals import Finding as Finding
from yiben.ledger.verifying_seals import seal_findings

_STEP = 1000
_DAMAGE = ("malformed", "not a database", "disk I/O error", "invalid page", "could not read block")


@dataclass
class Verification:
    """The result: how many entries were read, what was found, and what is erased (which is no finding)."""

    entries: int = 0
    findings: list[Finding] = field(default_factory=list)
    erased: list[tuple[int, str, int]] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def verify(*, deep: bool = False, evidence: bool = False) -> Verification:
    """Verify the whole ledger. ``deep`` also recomputes cells, ``evidence`` reads the files behind entries."""
    result = Verification()
    try:
        result.findings += _file_damage()
        if not result.findings:
            result.findings += [Finding("trigger_missing", data={"name": n}) for n in triggers.missing(connection)]
            known = Known.load()
            for head in ChainHead.objects.order_by("origin"):
                chain = read_chain(str(head.origin))
                result.entries += chain.entries
                result.findings += [*chain.findings, *_verify_head(head, chain, known)]
                _verify_projections(chain, known, result)
            result.findings += _verify_arrivals(result.entries)
            result.findings += seal_findings()
            result.findings += _stray_lines()
            if deep:
                result.findings += _verify_cells()
            if evidence:
                result.findings += _verify_evidence()
    except DatabaseError as problem:
        if not any(word in str(problem) for word in _DAMAGE):
            raise
        result.findings.append(Finding("file_damaged", data={"problem": str(problem)}))
    return result


def _file_damage() -> list[Finding]:
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(5)")
        rows = [str(row[0]) for row in cursor.fetchall()]
    return [] if rows == ["ok"] else [Finding("file_damaged", data={"problem": row}) for row in rows]


def _verify_head(head: ChainHead, chain: Chain, known: Known) -> list[Finding]:
    """Hold what is kept of a chain's end, here and in what was agreed on with its sender, against its last entry."""
    found = []
    if not head.is_own:
        agreed = known.standings.get(chain.origin)
        if agreed is None or (agreed.last, agreed.head) != (chain.number, chain.hash.hex()):
            found.append(Finding("received_differs", data={"origin": chain.origin, "found": chain.number}))
    if (head.number, stored_bytes(head.hash)) != chain.place:
        data = {"origin": chain.origin, "kept": head.number, "found": chain.number}
        found.append(Finding("head_differs", data=data))
    return found


def _verify_projections(chain: Chain, known: Known, result: Verification) -> None:
    """Hold columns, lines, references and private values against the bodies that are sound, a run at a time. A run that
    agrees as a whole is passed; of another every entry is looked at, and what differs is named."""
    after = 0
    while rows := read_run(chain.origin, after, _STEP):
        if not chain.changed.isdisjoint([row[0] for row in rows]) or not agrees(rows, known):
            _look_closer(chain, after, result)
        after = rows[-1][1]


def _look_closer(chain: Chain, after: int, result: Verification) -> None:
    """Verify the entries of a run one by one; those whose body is not what it was are named already."""
    run = list(Entry.objects.filter(origin=chain.origin, origin_seq__gt=after).order_by("origin_seq")[:_STEP])
    expected = Expected.load(run)
    sound = [entry for entry in run if entry.seq not in chain.changed]
    for entry in sound:
        result.findings += _verify_projection(entry, expected)
    _verify_details(sound, expected, result)


def _verify_projection(entry: Entry, expected: Expected) -> list[Finding]:
    found: list[Finding] = []
    parsed = expected.bodies[entry.seq]
    wanted, kept = expected_columns(entry, parsed, expected), kept_columns(entry)
    for name in wanted:
        if wanted[name] != kept[name]:
            data = {"column": name, "kept": str(kept[name]), "body": str(wanted[name])}
            found.append(Finding("column_changed", entry.seq, data))
    lines, stored = expected_lines(entry, parsed, expected), kept_lines(entry.seq, expected)
    for key in sorted(set(lines) | set(stored)) if lines != stored else ():
        if lines.get(key) != stored.get(key):
            part, n, unit = key
            said = {"kept": str(stored.get(key)), "body": str(lines.get(key))}
            found.append(Finding("line_changed", entry.seq, {"part": part, "line": n, "unit": unit, **said}))
    if expected.evidence.get(entry.seq, set()) != set(parsed.get("evidence", [])):
        found.append(Finding("evidence_changed", entry.seq))
    if expected.refs.get(entry.seq, set()) != set(parsed.get("refs", [])):
        found.append(Finding("refs_changed", entry.seq))
    return found


def _verify_details(batch: list[Entry], expected: Expected, result: Verification) -> None:
    keys = [entry.seq for entry in batch]
    details: dict[int, dict[str, EntryDetail]] = defaultdict(dict)
    for each in EntryDetail.objects.filter(entry_id__in=keys):
        details[each.entry_id][each.field] = each
    erased: dict[tuple[int, str], int] = {
        (e.entry_id, e.field): e.erased_by_id for e in Erasure.objects.filter(entry_id__in=keys)
    }
    for entry in batch:
        wanted = expected.bodies[entry.seq].get("private", {})
        for name in sorted(set(wanted) | set(details[entry.seq])):
            detail = details[entry.seq].get(name)
            if detail is None and (entry.seq, name) in erased:
                result.erased.append((entry.seq, name, erased[(entry.seq, name)]))
            elif detail is None or name not in wanted:
                code = "detail_missing" if detail is None else "detail_added"
                result.findings.append(Finding(code, entry.seq, {"field": name}))
            else:
                result.findings += _detail_findings(entry.seq, detail, str(wanted[name]))


def _detail_findings(seq: int, detail: EntryDetail, wanted: str) -> list[Finding]:
    """Hold what a private value says against its digest in the body; without its key that cannot be told."""
    try:
        said = said_by(detail)
    except Refusal as refusal:
        code = "detail_locked" if refusal.code == "vault_key_lost" else "detail_changed"
        return [Finding(code, seq, {"field": detail.field})]
    if canonical.digest(stored_bytes(detail.salt) + said.encode()) != wanted:
        return [Finding("detail_changed", seq, {"field": detail.field})]
    return []


def _verify_arrivals(entries: int) -> list[Finding]:
    arrival = Arrival.objects.get()
    agreed = agreed_calendar().text
    if arrival.calendar != agreed:
        return [Finding("calendar_differs", data={"kept": arrival.calendar or "-", "found": agreed or "-"})]
    if arrival.last_seq != entries:
        return [Finding("arrivals_differ", data={"kept": arrival.last_seq, "found": entries})]
    return []


def _stray_lines() -> list[Finding]:
    """Lines of numbers that no entry has: no body accounts for them. Where numbers run from 1 to the last without a gap,
    only what lies before and behind them is looked for."""
    numbers = Entry.objects.aggregate(first=Min("seq"), last=Max("seq"), count=Count("seq"))
    lines = Line.objects.all()
    if numbers["count"] and numbers["last"] - numbers["first"] + 1 == numbers["count"]:
        stray = lines.filter(Q(seq__lt=numbers["first"]) | Q(seq__gt=numbers["last"]))
    else:
        stray = lines.filter(~Exists(Entry.objects.filter(seq=OuterRef("seq"))))
    return [
        Finding("line_changed", seq, {"part": part, "line": n, "unit": unit, "kept": str(amount), "body": "None"})
        for seq, part, n, unit, amount in stray.values_list("seq", "part", "n", "unit_id", "amount")[:_STEP]
    ]


def _verify_cells() -> list[Finding]:
    found = []
    for (tree, unit, measure, posted, occurred), kept, fresh in differences():
        data = {"tree": tree, "unit": unit, "measure": measure, "posted": posted, "occurred": occurred}
        found.append(Finding("cell_differs", data={**data, "kept": kept, "fresh": fresh}))
    return found


def _verify_evidence() -> list[Finding]:
    found = []
    for kept in Evidence.objects.filter(evidenceref__isnull=False).distinct().iterator():
        path = path_of(kept.digest)
        code = ""
        if not path.exists():
            code = "file_missing"
        elif canonical.digest(path.read_bytes()) != kept.digest:
            code = "file_changed"
        if code:
            refs = EvidenceRef.objects.filter(evidence=kept).order_by("entry_id")
            found += [Finding(code, ref.entry_id, {"file": kept.digest}) for ref in refs]
    return found
