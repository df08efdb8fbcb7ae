"""What each heading of a form may mean: suggestions with their reasons. Sure ones are proposed, the rest is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from yiben.forms.bindings import HERE, LEAVE, Bindings, Headings, ListBinding
from yiben.forms.layout import FormLayout
from yiben.forms.list_sources import ListSource, suggest_list
from yiben.forms.naming import Candidate, candidates, is_sure
from yiben.forms.parts import said_part
from yiben.packs.definitions import Metric
from yiben.sheets.layout import TOTAL
from yiben.sheets.values import plain

Kind = Literal["name", "part", "unit", "fact", "list"]
_LEAST_ALIKE = 80
_NOT_PROPOSED = frozenset({"narrowed", "part"})
_LEAST_NARROWED = 94
"""What is only a part of a metric, or the other way round, is offered and not proposed, unless its last heading is the
metric's very name."""
_FACTS_FILLED = frozenset({"unit", "period"})
"""What is filled without asking; a day of filling is proposed and asked, signatures stay for the pen."""


@dataclass(frozen=True)
class Suggestion:
    """What a heading may mean. ``cells`` is how many blanks hang on it, ``chosen`` what is proposed ("" nothing),
    ``why`` the reason as a code: those of naming, and ``earlier`` (confirmed before), ``words``, ``unit``, ``misspelt``,
    ``total``, ``columns``, ``none``. ``where`` is an example of the headings as they stand."""

    kind: Kind
    key: str
    cells: int
    chosen: str
    is_sure: bool
    why: str
    options: tuple[Candidate, ...] = ()
    where: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    """Of a list: which field stands under a heading."""


def suggest(
    headings: Headings,
    metrics: Mapping[str, Metric],
    codes: Mapping[str, str],
    sources: Sequence[ListSource] = (),
    *,
    earlier: Bindings | None = None,
    title: str = "",
    kinds: Mapping[str, str] | None = None,
) -> list[Suggestion]:
    """Return a suggestion for everything in a layout that has to mean something, in the order of the form.

    ``codes`` are the codes of units by official name, ``kinds`` their kinds by code. What ``earlier`` bindings say for the same words is taken over;
    what they say for words nearly alike is offered and asked.
    """
    found = _names(headings, metrics, earlier or Bindings(), title)
    found += _parts(headings, earlier or Bindings())
    found += _units(headings, codes, kinds or {}, earlier or Bindings())
    found += _facts(headings.layout, earlier or Bindings())
    return found + _lists(headings.layout, sources, earlier or Bindings(), title)


def proposed(suggestions: Sequence[Suggestion], *, only_sure: bool = True) -> Bindings:
    """Return the bindings that suggestions propose."""
    taken: dict[str, dict[str, str]] = {kind: {} for kind in ("name", "part", "unit", "fact")}
    lists: dict[str, ListBinding] = {}
    for each in suggestions:
        chosen = each.chosen if each.is_sure or not only_sure else ""
        if each.kind == "list":
            lists[each.key] = ListBinding(chosen, dict(each.columns))
        else:
            taken[each.kind][each.key] = chosen
    return Bindings(taken["name"], taken["part"], taken["unit"], taken["fact"], lists)


def _names(headings: Headings, metrics: Mapping[str, Metric], earlier: Bindings, title: str) -> list[Suggestion]:
    counted = Counter(meaning.name.text for meaning in headings.meanings.values())
    found: dict[str, Suggestion] = {}
    for blank, meaning in headings.meanings.items():
        key = meaning.name.text
        if key in found:
            continue
        offered = tuple(candidates(metrics, meaning.name, title))
        known = earlier.names.get(key, "")
        if known and (known == LEAVE or known in metrics):
            found[key] = Suggestion("name", key, counted[key], known, True, "earlier", offered, blank.heading)
            continue
        near = _nearest(key, {each: to for each, to in earlier.names.items() if to in metrics and each not in counted})
        if near and not is_sure(offered):
            offered = (Candidate(near[0], "last", near[1]), *(each for each in offered if each.metric != near[0]))
        first = next(
            (each for each in offered[:1] if each.why not in _NOT_PROPOSED or each.score >= _LEAST_NARROWED), None
        )
        found[key] = Suggestion(
            "name", key, counted[key], first.metric if first else "", is_sure(offered),
            first.why if first else "none", offered, blank.heading,
        )  # fmt: skip
    return list(found.values())


def _nearest(key: str, known: Mapping[str, str]) -> tuple[str, int] | None:
    scored = [(round(fuzz.ratio(key, each)), to) for each, to in known.items()]
    best = max(scored, default=(0, ""))
    return (best[1], best[0]) if best[0] >= _LEAST_ALIKE else None


def _parts(headings: Headings, earlier: Bindings) -> list[Suggestion]:
    counted = Counter(each for meaning in headings.meanings.values() for each in meaning.parts)
    return [
        Suggestion("part", key, cells, earlier.parts[key], True, "earlier", where=key)
        if earlier.parts.get(key)
        else Suggestion(
            "part", key, cells, said_part(key).part, not said_part(key).part.startswith("year:"), "words", where=key
        )
        for key, cells in counted.items()
    ]


def _units(
    headings: Headings, codes: Mapping[str, str], kinds: Mapping[str, str], earlier: Bindings
) -> list[Suggestion]:
    counted = Counter(each for meaning in headings.meanings.values() for each in meaning.units)
    found = []
    for key, cells in counted.items():
        if earlier.units.get(key) in {HERE, *codes.values()}:
            found.append(Suggestion("unit", key, cells, earlier.units[key], True, "earlier", where=key))
        elif TOTAL.fullmatch(plain(key)):
            is_whole = _are_all(headings, counted, codes, kinds)
            found.append(Suggestion("unit", key, cells, HERE, is_whole, "total", where=key))
        else:
            named = headings.unit_named(key)
            code = codes.get(named[0], "") if named else ""
            exact = bool(named and named[1])
            found.append(
                Suggestion("unit", key, cells, code, exact and bool(code), "unit" if exact else "misspelt", where=key)
            )
    return found


def _are_all(headings: Headings, named: Iterable[str], codes: Mapping[str, str], kinds: Mapping[str, str]) -> bool:
    """Whether all units of the kinds that a form names stand in it: their total is then that of the unit above them."""
    units = [headings.unit_named(each) for each in named]
    listed = {codes.get(each[0], "") for each in units if each}
    wanted = {kinds.get(code) for code in listed}
    return bool(listed) and {code for code, kind in kinds.items() if kind in wanted} == listed


def _facts(layout: FormLayout, earlier: Bindings) -> list[Suggestion]:
    found: dict[str, Suggestion] = {}
    for each in layout.labels:
        if each.fact == "none" or each.key in found:
            continue
        known = earlier.facts.get(each.key, "")
        is_known = each.fact in _FACTS_FILLED
        found[each.key] = Suggestion(
            "fact",
            each.key,
            1,
            known or each.fact,
            bool(known) or is_known,
            "earlier" if known else "words",
            where=each.text,
        )
    return list(found.values())


def _lists(layout: FormLayout, sources: Sequence[ListSource], earlier: Bindings, title: str) -> list[Suggestion]:
    found = []
    for area in layout.lists:
        known = earlier.lists.get(area.key)
        if known is not None and known.source:
            columns = tuple(known.columns.items())
            found.append(
                Suggestion("list", area.key, len(area.columns), known.source, True, "earlier", columns=columns)
            )
            continue
        offered = suggest_list(area, sources, title)
        where = " / ".join(heading for _column, heading in area.columns)
        if offered is None:
            found.append(Suggestion("list", area.key, len(area.columns), "", False, "none", where=where))
            continue
        columns = tuple(offered.columns.items())
        found.append(
            Suggestion(
                "list",
                area.key,
                len(area.columns),
                offered.source,
                offered.is_sure,
                "columns",
                where=where,
                columns=columns,
            )
        )
    return found
