"""Districts and years of any size, from a seed: the same seed gives the same units, books and entries. For trying and
measuring; every name is a number."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice
from typing import Any

from yiben.audit.callers import SYSTEM
from yiben.catalog.actions import install_pack
from yiben.catalog.queries import catalogue
from yiben.ledger.appending import append
from yiben.ledger.proposals import Proposal
from yiben.packs.definitions import Book, Field, FieldType
from yiben.units.actions import found_unit
from yiben.units.models import Unit

PACK = "generated"
BATCH = 1000
_JOINT = 20
"""One entry in so many has a second host."""
_CORRECTED = 50
"""One entry in so many is corrected later."""
_VARIANTS = "89ab"
_MOST = 200
"""Numbers are drawn up to this."""


@dataclass(frozen=True)
class Amounts:
    """How much is made: units in three levels (one district, ``subdistricts``, each with ``communities``), books, and
    entries over ``years`` years that end with ``last``."""

    subdistricts: int = 4
    communities: int = 6
    books: int = 3
    years: int = 2
    entries: int = 2000
    last: int = 2025


def generate(seed: int, amounts: Amounts) -> int:
    """Fill an instance that was begun and holds no unit; return how many entries of books were made."""
    dice = random.Random(seed)
    began = date(amounts.last - amounts.years, 1, 1)
    units = found_district(amounts, began)
    install_pack(SYSTEM, pack_of(amounts.books), on=began)
    return sum(len(append(each)) for each in batched_proposals(dice, units, amounts))


def found_district(amounts: Amounts, on: date) -> list[Unit]:
    """Found a district, its sub-districts and their communities; return them, the top one first."""
    top = found_unit(SYSTEM, code="D", kind="district", name="试算区", on=on)
    units = [top]
    for number in range(1, amounts.subdistricts + 1):
        name = f"第{number}街道"
        above = found_unit(SYSTEM, code=f"D-{number}", kind="subdistrict", name=name, on=on, parent=top)
        units.append(above)
        for each in range(1, amounts.communities + 1):
            code, label = f"D-{number}-{each}", f"第{number}街道{each}社区"
            units.append(found_unit(SYSTEM, code=code, kind="community", name=label, on=on, parent=above))
    return units


def pack_of(books: int) -> dict[str, bytes]:
    """Return the files of a pack with so many books, each with a title, a kind that is kept apart, two numbers that add up
    and a choice that is looked up; and three metrics a book."""
    files = {"pack.yaml": f"name: {PACK}\nlabel: 试算业务\nversion: 1\n"}
    metrics = []
    for number in range(1, books + 1):
        book = f"book_{number}"
        files[f"books/{book}.yaml"] = (
            f"id: {book}\nlabel: 第{number}本账\nentry_word: 条\ntitle: title\nfields:\n"
            "  - {id: title, label: 事由, type: text}\n"
            "  - {id: people, label: 人数, type: count, unit: 人, add: flow}\n"
            "  - {id: sheets, label: 份数, type: count, unit: 份, add: flow}\n"
            "  - {id: kind, label: 类别, type: choice, required: true, rollup: true, choices: "
            "[{id: one, label: 甲类}, {id: two, label: 乙类}, {id: three, label: 丙类}, {id: four, label: 丁类}]}\n"
            "  - {id: urgency, label: 缓急, type: choice, choices: [{id: now, label: 急}, {id: later, label: 缓}]}\n"
        )
        metrics += [
            f"- {{id: entries_{number}, label: 第{number}本账条数, means: 记录条数。, unit: 条, how: count, book: {book}}}",
            f"- {{id: people_{number}, label: 第{number}本账人数, means: 人数相加。, unit: 人, how: sum, book: {book}, "
            "field: people}",
            f"- {{id: sheets_{number}, label: 第{number}本账甲类份数, means: 甲类的份数相加。, unit: 份, how: sum, "
            f"book: {book}, field: sheets, where: {{kind: one}}}}",
        ]
    files["metrics.yaml"] = "\n".join(metrics) + "\n"
    return {name: text.encode() for name, text in files.items()}


def batched_proposals(dice: random.Random, units: Sequence[Unit], amounts: Amounts) -> Iterator[list[Proposal]]:
    """Yield entries in batches, in the order of their days, as an office records them; a correction comes in a batch behind
    the one that it corrects."""
    books = [each for key, each in catalogue().books.items() if catalogue().owners[key] == PACK]
    kept: list[Proposal] = []
    records = islice(_records(dice, units, books, amounts), amounts.entries)
    while batch := list(islice(records, BATCH)):
        corrected = [_corrected(dice, each, books) for each in kept]
        kept = [each for each in batch if dice.randrange(_CORRECTED) == 0]
        yield [*corrected, *batch]


def _records(dice: random.Random, units: Sequence[Unit], books: Sequence[Book], amounts: Amounts) -> Iterator[Proposal]:
    leaves = [unit for unit in units if unit.kind == "community"]
    weights = [1 / place for place in range(1, len(books) + 1)]  # a few books hold most of what is done
    first = date(amounts.last - amounts.years + 1, 1, 1)
    days = (date(amounts.last, 12, 31) - first).days + 1
    most = sum(weights)
    weights = [sum(weights[: place + 1]) / most for place in range(len(weights))]
    for number in count():
        book = books[min(bisect(weights, dice.random()), len(books) - 1)]
        hosts = dice.sample(leaves, 2 if dice.randrange(_JOINT) == 0 else 1)
        yield Proposal(
            uid=_uid(dice),
            kind="record",
            occurred_on=first + timedelta(days=number * days // amounts.entries % days),
            book=book.id,
            book_version=1,
            unit=hosts[0].uid,
            credited=tuple(sorted(host.uid for host in hosts)),
            values=_values(dice, book),
            private={field.id: "例行工作" for field in book.fields if field.type is FieldType.TEXT},
            source={"kind": "generated"},
        )


def _corrected(dice: random.Random, old: Proposal, books: Sequence[Book]) -> Proposal:
    book = next(each for each in books if each.id == old.book)
    return Proposal(
        uid=_uid(dice),
        kind="correction",
        occurred_on=old.occurred_on,
        book=old.book,
        book_version=old.book_version,
        unit=old.unit,
        credited=old.credited,
        values=_values(dice, book),
        private=old.private,
        source={"kind": "generated"},
        supersedes=old.uid,
        reason="核对后更正",
    )


def _values(dice: random.Random, book: Book) -> dict[str, Any]:
    drawn = {field.id: _value(dice, field) for field in book.fields}
    return {name: value for name, value in drawn.items() if value is not None}


def _value(dice: random.Random, field: Field) -> Any:
    if field.type is FieldType.COUNT:
        return dice.randrange(_MOST)
    if field.type is FieldType.CHOICE and (field.required or dice.randrange(2)):
        return dice.choice(field.choices).id
    return None


def _uid(dice: random.Random) -> str:
    drawn = f"{dice.getrandbits(122):032x}"  # 122 random bits, and those that say so
    return f"{drawn[2:10]}-{drawn[10:14]}-4{drawn[14:17]}-{_VARIANTS[int(drawn[1], 16)]}{drawn[17:20]}-{drawn[20:]}"
