"""The ledger's tables. ``Entry.body`` is the truth; everything else here is projected from it or guards it.

Entry, Line, Subject, EvidenceRef, EntryRef, Measure and Erasure are frozen by database triggers (triggers.py). On
SQLite, lines and cells lie in the order of their keys (WITHOUT ROWID: migration 0010). Days of lines
are integers yyyymmdd and months yyyymm, so that one index of small integers serves every sum.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from yiben.ledger.fields import ArrivalField
from yiben.units.models import Unit, new_uid
from yiben.vault.fields import LockedJSONField


class ChainHead(models.Model):
    """The last link of an origin's chain: number and hash. The row of this instance's own origin is locked by every
    append."""

    origin = models.CharField(max_length=32, primary_key=True)
    is_own = models.BooleanField(default=False)
    number = models.BigIntegerField(default=0)
    hash = models.BinaryField()


class Arrival(models.Model):
    """The one row that counts arrivals: ``seq`` of the entry that came last, own or imported, never reused.

    ``calendar`` says in which month a day counts (``calendars``): every append reads this row anyway. It follows from
    the entries of kind ``structure`` that say so; ``verify`` compares."""

    last_seq = models.BigIntegerField(default=0)
    calendar = models.CharField(max_length=400, blank=True, default="")


class Entry(models.Model):
    """One recorded fact. ``body`` holds its canonical bytes; the columns after ``hash`` are read from the body."""

    seq = ArrivalField(primary_key=True)
    origin = models.CharField(max_length=32)
    origin_seq = models.BigIntegerField()
    body = models.BinaryField()
    hash = models.BinaryField()
    uid = models.CharField(max_length=36, unique=True)
    kind = models.CharField(max_length=16)
    book = models.CharField(max_length=64, blank=True)
    book_version = models.PositiveIntegerField(default=0)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, db_index=False)
    occurred_on = models.DateField()
    occurred_to = models.DateField(null=True)
    posted_period = models.PositiveIntegerField(default=0)
    record_seq = models.BigIntegerField()
    supersedes = models.BigIntegerField(null=True)
    author_post = models.CharField(max_length=32, blank=True)
    author_person = models.CharField(max_length=32, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "origin_seq"], name="ledger_entry_chain"),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=models.Q(supersedes__isnull=False),
                name="ledger_entry_superseded_once",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "book", "-occurred_on", "-seq"], name="ledger_entry_list"),
            models.Index(fields=["book", "-occurred_on", "-seq"], name="ledger_entry_day"),
            models.Index(
                fields=["record_seq"], condition=models.Q(supersedes__isnull=False), name="ledger_entry_record"
            ),
            models.Index(
                fields=["book", "occurred_on"],
                condition=models.Q(kind__in=["opening", "total", "external", "estimate", "assertion"]),
                name="ledger_entry_totals",
            ),
        ]

    @staticmethod
    def in_record(record: int) -> models.Q:
        """Return what holds for the entries of a record: its first one, by whose number it goes, and those that took the
        place of another. Only the latter stand in the index of records: nearly all records have one entry."""
        return models.Q(seq=record) | models.Q(record_seq=record, supersedes__isnull=False)


class EntryDetail(models.Model):
    """A private value with the salt of its digest. UPDATE is refused; DELETE only where an Erasure names it.

    ``value`` is canonical JSON; what tells of a person is locked (details.py), as of the version that has the room vault:
    rows from before stay as they are, since nothing here is ever changed."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="details", db_index=False)
    field = models.CharField(max_length=64)
    salt = models.BinaryField()
    value = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="ledger_entrydetail_once")]


class Erasure(models.Model):
    """Permission to delete one private value, written with the entry of kind ``erasure`` that says why."""

    erased_by = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="erasures", db_index=False)
    field = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="ledger_erasure_once")]


class Subject(models.Model):
    """A person field's token: random per person and purpose; its map to the person lives in rolls/."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="subjects")
    field = models.CharField(max_length=64)
    token = models.CharField(max_length=32, db_index=True)


class Measure(models.Model):
    """What a line counts, interned: a field of a book, whole (``dimension`` empty) or for one value of a choice.

    ``field`` ``entry`` counts records. A dimension's lines are never added to the total's.
    """

    book = models.CharField(max_length=64)
    field = models.CharField(max_length=64)
    dimension = models.CharField(max_length=64, blank=True)
    value = models.CharField(max_length=64, blank=True)
    is_stock = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "field", "dimension", "value"], name="ledger_measure_once")
        ]


class Line(models.Model):
    """An integer that an entry contributes for a unit.

    ``part`` 0 is the entry's own, 1 the reversal of what it supersedes; ``n`` numbers the lines of a part. An entry
    credited to several units has the same (part, n) once a unit, marked ``joint``: such lines stay out of cells.
    """

    pk = models.CompositePrimaryKey("seq", "part", "n", "unit")
    seq = models.BigIntegerField()
    part = models.PositiveSmallIntegerField()
    n = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, db_index=False)
    occurred_on = models.PositiveIntegerField()
    posted_period = models.PositiveIntegerField()
    amount = models.BigIntegerField()
    joint = models.BooleanField(default=False)
    record_seq = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "measure", "posted_period", "seq", "occurred_on", "amount"], name="ledger_line_sums"
            ),
            models.Index(
                fields=["unit", "measure", "posted_period"], condition=models.Q(joint=True), name="ledger_line_shared"
            ),
            models.Index(
                fields=["unit", "measure", "-occurred_on", "-seq"],
                condition=models.Q(joint=True, part=0),
                name="ledger_line_shared_day",
            ),
        ]


class Cell(models.Model):
    """The running sum of lines: tree 0 = the unit's own, else what lies under ``unit`` in that tree.

    Kept in the transaction of every append; a cache that ``verify --deep`` recomputes.
    """

    pk = models.CompositePrimaryKey("tree", "unit", "measure", "posted_period", "occurred_period")
    tree = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    posted_period = models.PositiveIntegerField()
    occurred_period = models.PositiveIntegerField()
    amount = models.BigIntegerField()


class PeriodState(models.Model):
    """A month that is closed for a unit. Months close in order; none is ever opened again."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    month = models.PositiveIntegerField()
    closed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "month"], name="ledger_periodstate_once")]


class Closing(models.Model):
    """How far a unit has come with a month: submitted, sent back, closed. ``seq`` is the last arrival when it was
    submitted; ``explained`` holds the reasons given for what was missing, by code. ``is_missing``: the unit above
    closed the month without it (缺报). ``post`` and ``person`` took the last step."""

    SUBMITTED, SENT_BACK, CLOSED = "submitted", "sent_back", "closed"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    month = models.PositiveIntegerField()
    state = models.CharField(max_length=12)
    seq = models.BigIntegerField(default=0)
    explained = models.JSONField(default=dict)
    is_missing = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "month"], name="ledger_closing_once")]
        ordering = ["-month"]


class Seal(models.Model):
    """A signed statement over the entries ``first`` to ``last`` of this instance's own chain, frozen. ``statement`` holds
    the canonical bytes that were signed; ``number`` counts the instance's seals from 1."""

    number = models.PositiveIntegerField(primary_key=True)
    statement = models.BinaryField()
    signature = models.CharField(max_length=128)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    month = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]


class HostingProposal(models.Model):
    """One unit's word that its record and another's tell of one event: ``kept`` stays with both as hosts, ``dropped`` is
    taken back. Both are numbers of records. ``post`` and ``person`` proposed it; the other unit answers."""

    OPEN, ACCEPTED, DECLINED = "open", "accepted", "declined"

    uid = models.CharField(max_length=32, primary_key=True, default=new_uid)
    kept = models.BigIntegerField(db_index=True)
    dropped = models.BigIntegerField(db_index=True)
    asking = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=8, default=OPEN)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]


class Evidence(models.Model):
    """A file behind entries, kept once under its content hash. ``name`` is what its first uploader called it,
    ``taken_at`` when a camera says that it was taken, ``thumbnail`` the digest of a small picture of it ("" for none).
    ``kept_at`` is when it was last sent: a file that no entry and no draft names is cleared away some days after."""

    digest = models.CharField(max_length=80, primary_key=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    kept_at = models.DateTimeField(default=timezone.now, db_index=True)
    taken_at = models.DateTimeField(null=True)
    thumbnail = models.CharField(max_length=80, blank=True)


class EvidenceUpload(models.Model):
    """A post that has sent the file: it may see it before any entry refers to it. It takes room of ``unit``'s share."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uploads")
    post = models.CharField(max_length=32)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evidence", "post"], name="ledger_evidenceupload_once")]


class EvidenceRef(models.Model):
    """An entry's reference to its evidence."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="evidence_refs", db_index=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "evidence"], name="ledger_evidenceref_once")]


class EntryRef(models.Model):
    """What an entry refers to: a task it was done for, the entries an erasure names. ``ref`` is that thing's uid."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="references", db_index=False)
    ref = models.CharField(max_length=36, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "ref"], name="ledger_entryref_once")]


class Draft(models.Model):
    """What a post has typed and not yet sent, exactly as typed. ``uid`` becomes the entry's id."""

    uid = models.CharField(max_length=36, primary_key=True)
    post = models.CharField(max_length=32, db_index=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    book = models.CharField(max_length=64)
    fields = LockedJSONField(default=dict)
    evidence = models.JSONField(default=list)
    updated_at = models.DateTimeField(auto_now=True)


class ImportFile(models.Model):
    """A 台账 on its way into a book. ``content`` is kept only until its rows are read: a sheet may hold columns that
    nothing may store. ``columns`` are what was found, ``mapping`` the field of each heading (“” for none).

    opening (its columns are looked for) → columns (what each holds is to be confirmed) → staging → staged (a verdict on every row) → taking → done; cancelled
    and failed can be resumed. ``post`` and ``person`` empty: a command.
    """

    OPENING, COLUMNS, STAGING, STAGED, TAKING = "opening", "columns", "staging", "staged", "taking"
    DONE, CANCELLED, FAILED = "done", "cancelled", "failed"

    uid = models.CharField(max_length=32, primary_key=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    book = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=80, db_index=True)
    content = models.BinaryField(null=True)
    state = models.CharField(max_length=12, default=COLUMNS)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    columns = models.JSONField(default=list)
    shape = models.CharField(max_length=80, blank=True)
    mapping = models.JSONField(default=dict)
    units = models.JSONField(default=dict)
    dropped = models.JSONField(default=list)
    totals = models.JSONField(default=list)
    rows_found = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    is_late_confirmed = models.BooleanField(default=False)
    problem = models.CharField(max_length=64, blank=True)
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-begun_at"]


class ImportRow(models.Model):
    """A row that may become an entry. ``given`` is what it says by field, ``checked`` its canonical values; both, and
    ``cells``, are emptied once it is an entry, whose private values can then be erased for good. ``unit_text`` is a
    name that no unit has, ``counts_later`` says that its month is closed."""

    READY, ASK, LEFT_OUT, TAKEN = "ready", "ask", "left_out", "taken"

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    sheet = models.CharField(max_length=64, blank=True)
    row = models.PositiveIntegerField()
    entry_uid = models.CharField(max_length=36)
    kind = models.CharField(max_length=8, default="record")
    verdict = models.CharField(max_length=8)
    unit_text = models.CharField(max_length=128, blank=True)
    counts_later = models.BooleanField(default=False)
    remarks = LockedJSONField(default=list)
    problems = LockedJSONField(default=list)
    cells = LockedJSONField(default=dict)
    given = LockedJSONField(default=dict)
    checked = LockedJSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="ledger_importrow_once")]
        indexes = [models.Index(fields=["file", "verdict", "number"], name="ledger_importrow_verdict")]


class ImportMapping(models.Model):
    """Which field each heading of a shape of file goes to, as it was confirmed for a unit and those below it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    book = models.CharField(max_length=64)
    shape = models.CharField(max_length=80)
    mapping = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "book", "shape"], name="ledger_importmapping_once")]


from yiben.ledger.receiving.models import IncomingBundle as IncomingBundle  # noqa: E402
from yiben.ledger.receiving.models import ReceivedSeal as ReceivedSeal  # noqa: E402
