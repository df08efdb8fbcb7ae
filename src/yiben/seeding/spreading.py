"""Spreading a year's totals over single records: seeded, so that the same file always gives the same year. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any


@dataclass
class Planned:
    """A record to be made: book, recording unit (code), day, values as a form gives them, further hosts (codes)."""

    book: str
    unit: str
    on: date
    values: dict[str, Any]
    partners: list[str] = field(default_factory=list)


def split(total: int, parts: int, dice: random.Random) -> list[int]:
    """Return ``parts`` whole numbers of at least 1 that add up to ``total``.

    >>> sum(split(163, 41, random.Random(1)))
    163
    """
    if total < parts:
        raise ValueError(f"{total} cannot be split into {parts} parts of at least 1")
    weights = [dice.uniform(0.5, 1.5) for _ in range(parts)]
    spare = total - parts
    shares = [int(spare * weight / sum(weights)) for weight in weights]
    for index in range(spare - sum(shares)):
        shares[index % parts] += 1
    return [1 + share for share in shares]


def spread_year(spec: dict[str, Any], year: int, centres: dict[str, list[str]]) -> list[Planned]:
    """Return the records whose sums are exactly the totals of ``spec`` (a pack's ``demo/replay.yaml``).

    ``centres`` lists the codes of the service centres below each community. Records are in order of days.
    """
    dice = random.Random(spec["seed"])
    plan = _Spread(spec, year, dice)
    rows: list[Planned] = []
    events: list[Planned] = []
    for figure in spec["figures"]:
        if figure.get("joint_hosts") is not None:
            events = plan.events(figure)
            rows += events
        elif "entries" in figure:
            rows += plan.records(figure, figure["total"], figure["entries"], figure.get("values", {}))
    for figure in spec["figures"]:
        if figure.get("over") == "events":
            rows += plan.over_events(figure, events, centres)
    return sorted(rows, key=lambda row: (row.on, row.unit, row.book))


class _Spread:
    def __init__(self, spec: dict[str, Any], year: int, dice: random.Random) -> None:
        self.spec, self.year, self.dice = spec, year, dice
        self.units = [row["code"] for row in spec["units"]]
        self.weights = [row["weight"] for row in spec["units"]]

    def place(self) -> tuple[str, date]:
        unit = self.dice.choices(self.units, self.weights)[0]
        month = self.dice.choices(range(1, 13), self.spec["months"])[0]
        return unit, date(self.year, month, 1) + timedelta(days=self.dice.randrange(28))

    def records(self, figure: dict[str, Any], total: int, entries: int, values: dict[str, Any]) -> list[Planned]:
        amounts = split(total, entries, self.dice)
        rows = []
        for amount in amounts:
            unit, day = self.place()
            given = dict(values)
            if "field" in figure:
                given[figure["field"]] = amount
            rows.append(Planned(figure["book"], unit, day, given))
        return rows

    def events(self, figure: dict[str, Any]) -> list[Planned]:
        series = [name for name, count in self.spec["series"].items() for _ in range(count)]
        self.dice.shuffle(series)
        rows = []
        for name in series:
            unit, day = self.place()
            theme = self.dice.choice(self.spec["themes"])
            people = self.dice.randrange(24, 220)
            rows.append(Planned(figure["book"], unit, day, {"theme": theme, "series": name, "participants": people}))
        for row in self.dice.sample(rows, figure["joint_hosts"]):
            row.partners.append(self.dice.choice([code for code in self.units if code != row.unit]))
        return rows

    def over_events(
        self, figure: dict[str, Any], events: Sequence[Planned], centres: dict[str, list[str]]
    ) -> list[Planned]:
        if figure["metric"] == "centres":
            self._place_centres(figure, events, centres)
            return []
        total = figure["total"]
        rest = figure.get("rest")
        here = total * figure.get("share_of_events", 100) // 100
        for row, amount in zip(events, split(here, len(events), self.dice), strict=True):
            row.values[figure["field"]] = amount
        if rest is None:
            return []
        values = {"theme": "平安宣传手册日常发放", **rest["values"]}
        return self.records(figure, total - here, rest["entries"], values)

    def _place_centres(self, figure: dict[str, Any], events: Sequence[Planned], centres: dict[str, list[str]]) -> None:
        every = sorted(code for codes in centres.values() for code in codes)
        if len(every) != figure["total"]:
            raise ValueError(f"{len(every)} centres exist, the total says {figure['total']}")
        for index, code in enumerate(every):
            home = [row for row in events if code in centres.get(row.unit, ())] or list(events)
            row = home[index % len(home)]
            row.values.setdefault(figure["field"], []).append(code)
