"""The whole permission matrix: every role × every step of every procedure × every relation to the matter, against the
roles as they are written, worked out another way."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from tests.cast import PEOPLE, UNITS, Cast
from yiben.catalog.queries import catalogue
from yiben.matters.models import Helper, Matter
from yiben.matters.queries import open_steps, visible_matters
from yiben.packs.procedures import Step
from yiben.remembering import reading_once
from yiben.seeding.shipped import pack_files

pytestmark = pytest.mark.django_db
RELATIONS = {
    "kept by the community": ("community", None, None),
    "kept and handled by it": ("community", "community", None),
    "handled by another": ("community", "organisation", None),
    "helped by another": ("subdistrict", "community", "organisation"),
    "elsewhere": ("foreign", "foreign", None),
}
"""Keeper, leading unit, helping unit."""


def grants() -> dict[str, list[tuple[str, bool, int]]]:
    """Verb, reach below and sensitivity of every grant, by role, straight from the file."""
    rows = YAML(typ="safe").load(pack_files("base")["roles.yaml"])
    return {
        row["id"]: [
            (verb, bool(grant.get("below")), int(grant.get("sensitivity", 0)))
            for grant in row.get("grants", ())
            for verb in grant["verbs"]
        ]
        for row in rows
    }


def above(unit: str) -> set[str]:
    """The names of a unit and all above it, by the cast's own table."""
    found = set()
    while unit:
        found.add(unit)
        unit = UNITS[unit][4]
    return found


def may(role: str, own: str, verb: str, unit: str | None) -> bool:
    return unit is not None and any(
        each == verb and (own == unit or (below and own in above(unit))) for each, below, _ in GRANTS[role]
    )


GRANTS = grants()


def _matter(cast: Cast, relation: str, procedure: str, state: str) -> Matter:
    keeper, lead, helper = RELATIONS[relation]
    given = {"procedure": procedure, "title": "x", "state": state, "channel": "phone", "came_on": "2026-05-20"}
    matter = Matter.objects.create(unit=cast.unit(keeper), lead=cast.unit(lead) if lead else None, **given)
    if helper:
        Helper.objects.create(matter=matter, unit=cast.unit(helper), asked_on="2026-05-20")
    return matter


def expected(person: str, step: Step, keeper: str, lead: str | None, helper: str | None) -> bool:
    role, own, _title = PEOPLE[person]
    if step.at == "co":
        return may(role, own, "matter.handle", helper)
    return may(role, own, step.by, lead if step.at == "lead" else keeper)


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_step_is_open_to_whom_the_roles_give_it_and_to_nobody_else(cast: Cast, relation):
    keeper, lead, helper = RELATIONS[relation]
    wrong, count = [], 0
    matters = [_matter(cast, relation, declared.id, declared.begins) for declared in catalogue().procedures.values()]
    for person in PEOPLE:
        caller = cast.caller(person)
        with reading_once():
            for declared, matter in zip(catalogue().procedures.values(), matters, strict=True):
                for state in declared.states:
                    matter.state = state.id
                    got = {each.id for each in open_steps(caller, matter, declared)}
                    steps = [each for each in declared.steps if state.id in each.after]
                    want = {each.id for each in steps if expected(person, each, keeper, lead, helper)}
                    count += len(steps)
                    wrong += [(declared.id, state.id, person, got ^ want)] if got != want else []
    assert wrong == []
    assert count > 1000


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_matter_is_seen_by_whom_it_concerns(cast: Cast, relation):
    units = [each for each in RELATIONS[relation] if each]
    _matter(cast, relation, "issue", "registered")
    seen = {person for person in PEOPLE if visible_matters(cast.caller(person)).exists()}
    want = {p for p, (role, own, _t) in PEOPLE.items() if any(may(role, own, "matter.read", unit) for unit in units)}
    assert seen == want
