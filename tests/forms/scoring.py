"""How well bindings are suggested on the twenty forms."""

from __future__ import annotations

from dataclasses import dataclass

from tests.forms.twenty import SAMPLES, Sample


@dataclass
class Score:
    """Counts over blanks: ``right`` of those ``bound``, of those ``wanted``."""

    wanted: int = 0
    bound: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.bound if self.bound else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def bindings_of(sample: Sample, owner, *, only_sure: bool) -> dict[tuple[int, int], tuple[str, str, str]]:
    """What is suggested for the blanks of a form."""
    from datetime import date

    from yiben.catalog.queries import catalogue
    from yiben.forms.bindings import Headings, resolve
    from yiben.forms.models import Form
    from yiben.forms.opening import open_form
    from yiben.forms.queries import units_named
    from yiben.forms.suggesting import proposed, suggest

    names, units = units_named(Form(unit=owner), date(2026, 5, 20))
    headings = Headings(open_form(sample.data, "a.xlsx").layout, names)
    codes = {unit.name: code for code, unit in units.items()}
    made = suggest(
        headings, catalogue().metrics, codes, title=sample.title, kinds={c: u.kind for c, u in units.items()}
    )
    bound = resolve(headings, proposed(made, only_sure=only_sure))
    return {(each.blank.row, each.blank.column): (each.metric, each.unit, each.part) for each in bound}


def score(owner, *, only_sure: bool, say=lambda _text: None) -> Score:
    """The score over all forms."""
    total = Score()
    for sample in SAMPLES:
        found = bindings_of(sample, owner, only_sure=only_sure)
        wanted = {place: (m, u or ".", p) for place, (m, u, p) in sample.wanted.items() if m}
        total.wanted += len(wanted)
        total.bound += len(found)
        total.right += sum(wanted.get(place) == each for place, each in found.items())
        for place in sorted({*wanted, *found}):
            if wanted.get(place) != found.get(place):
                say(f"{sample.title} {place}: {found.get(place)} instead of {wanted.get(place)}")
    return total
