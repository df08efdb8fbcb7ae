"""Verifying the ledger: every body against its hash and the chain, every projection against its body.

Findings are values: code, arrival number and data. Nothing is mended here. Entries are read in order, a thousand at a
time, so that memory does not grow with the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import DatabaseError, connection
from django.db.models import Exists, OuterRef

from yiben.errors import Refusal
from yiben.ledger import canonical, triggers
from yiben.ledger.agreeing import Known, agrees, read_run
from yiben.ledger.calendars import agreed_calendar
from yiben.ledger.cells import differences
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
            for head in ChainHead.objects.order_by("origin"):
                _verify_chain(head, result)
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


def _verify_chain(head: ChainHead, result: Verification) -> None:
    """Go through a chain a run at a time. A run that agrees as a whole is passed; of another every entry is looked at,
    and what differs is named."""
    origin = str(head.origin)
    place = (0, canonical.first_hash(origin))
    known = Known.load()
    while rows := read_run(origin, place[0], _STEP):
        if agrees(origin, *place, rows, known):
            place = (rows[-1][1], bytes(rows[-1][3]))
            result.entries += len(rows)
        else:
            place = _look_closer(origin, *place, result)
    if not head.is_own:
        agreed = known.standings.get(origin)
        if agreed is None or (agreed.last, agreed.head) != (place[0], place[1].hex()):
            result.findings.append(Finding("received_differs", data={"origin": origin, "found": place[0]}))
    if (head.number, stored_bytes(head.hash)) != place:
        found = {"origin": origin, "kept": head.number, "found": place[0]}
        result.findings.append(Finding("head_differs", data=found))


def _look_closer(origin: str, number: int, previous: bytes, result: Verification) -> tuple[int, bytes]:
    """Verify the entries of a run one by one and return number and hash of the last."""
    run = list(Entry.objects.filter(origin=origin, origin_seq__gt=number).order_by("origin_seq")[:_STEP])
    expected = Expected.load(run)
    sound: list[Entry] = []
    for entry in run:
        if entry.origin_seq != number + 1:
            missing = {"from": number + 1, "to": entry.origin_seq - 1}
            result.findings.append(Finding("entry_missing", entry.seq, missing))
        number = entry.origin_seq
        body, kept = stored_bytes(entry.body), stored_bytes(entry.hash)
        if canonical.next_hash(origin, number, previous, body) != kept:
            result.findings.append(Finding("body_or_hash_changed", entry.seq, {"number": number}))
        else:
            sound.append(entry)
            result.findings += _verify_projection(entry, expected)
        previous = kept
        result.entries += 1
    _verify_details(sound, expected, result)
    return number, previous


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
    erased = {(e.entry_id, e.field): e.erased_by_id for e in Erasure.objects.filter(entry_id__in=keys)}
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
    """Lines of numbers that no entry has: no body accounts for them."""
    entries = Entry.objects.filter(seq=OuterRef("seq"))
    stray = Line.objects.filter(~Exists(entries)).values_list("seq", "part", "n", "unit_id", "amount")
    return [
        Finding("line_changed", seq, {"part": part, "line": n, "unit": unit, "kept": str(amount), "body": "None"})
        for seq, part, n, unit, amount in stray[:_STEP]
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
