"""Keeping the index of entries: it follows the ledger by number and forgets at once what is erased."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from yiben.ledger.models import Entry
from yiben.ledger.queries import COUNTED, current, read_entries
from yiben.search import words
from yiben.search.models import IndexState

STEP = 500


@transaction.atomic
def index_step(most: int = STEP) -> int:
    """Index the next entries after those that are, and return how many were looked at; 0 when there are none. What a
    later entry supersedes is taken out: the newest of a record is found."""
    state = IndexState.objects.select_for_update().first() or IndexState.objects.create()
    entries = list(Entry.objects.filter(seq__gt=state.last_seq).order_by("seq").values_list("seq", "supersedes")[:most])
    if not entries:
        return 0
    seqs = [seq for seq, _ in entries]
    words.take_out([old for _, old in entries if old is not None])
    _put(seqs)
    state.last_seq = seqs[-1]
    state.save()
    return len(entries)


def index_entries(most: int | None = None) -> int:
    """Index entries in steps until none is left, or at least ``most`` were looked at; return how many."""
    done = 0
    while (most is None or done < most) and (step := index_step()):
        done += step
    return done


@transaction.atomic
def forget_words(seqs: Iterable[int]) -> None:
    """Index entries anew of which something was erased: the answer to the hook of audit/."""
    state = IndexState.objects.first()
    known = [seq for seq in seqs if state is not None and seq <= state.last_seq]
    words.take_out(known)
    _put(known)


@transaction.atomic
def index_anew() -> int:
    """Empty the index and build it again; return how many entries were looked at."""
    words.empty()
    IndexState.objects.all().delete()
    return index_entries()


def _put(seqs: Iterable[int]) -> None:
    standing = current(Entry.objects.filter(seq__in=list(seqs), kind__in=COUNTED)).select_related("unit")
    rows = {reading.entry.seq: words.words_of(reading) for reading in read_entries(standing)}
    words.put({seq: text for seq, text in rows.items() if text.strip()})
