"""Whether the index says what the entries say."""

from __future__ import annotations

from yiben.ledger.models import Entry
from yiben.ledger.queries import COUNTED, current, read_entries
from yiben.search import words
from yiben.search.models import IndexState

_STEP = 1000


def wrong_rows() -> list[int]:
    """Return the numbers of entries whose words in the index are not theirs, or that are missing or left in it. Entries
    that came since it was last brought up to date are not looked at."""
    state = IndexState.objects.first()
    found: list[int] = []
    for first in range(1, (state.last_seq if state else 0) + 1, _STEP):
        last = min(first + _STEP - 1, state.last_seq if state else 0)
        entries = current(Entry.objects.filter(seq__range=(first, last), kind__in=COUNTED)).select_related("unit")
        said = {reading.entry.seq: words.words_of(reading) for reading in read_entries(entries)}
        due = {seq: words.form_of(text) for seq, text in said.items() if text.strip()}
        held = words.indexed(first, last)
        found += [seq for seq in sorted({*due, *held}) if due.get(seq) != held.get(seq)]
    return found
