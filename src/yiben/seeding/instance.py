"""Beginning an instance: its chain, its packs, its first unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yiben.audit.callers import SYSTEM
from yiben.catalog.actions import install_pack
from yiben.ledger.actions import begin_ledger
from yiben.seeding.shipped import pack_files, shipped_packs


def begin_instance(*, on: date, packs: Sequence[str] = ()) -> str:
    """Begin the ledger and install packs (all shipped ones by default); return the origin id. Safe to repeat."""
    origin = begin_ledger()
    for name in packs or shipped_packs():
        install_pack(SYSTEM, pack_files(name), on=on)
    return origin
