"""The checklists and assessment schemes that the installed packs declare."""

from __future__ import annotations

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.packs.assessments import Scheme
from yiben.packs.checklists import Checklist, ChecklistItem
from yiben.units.models import Unit


def checklists_for(unit: Unit) -> list[Checklist]:
    """Return the standing checklists that are for a unit of this kind, in the order of the packs."""
    return [each for each in standing_checklists() if not each.applies or unit.kind in each.applies]


def standing_checklists() -> list[Checklist]:
    """Return all checklists that units tick."""
    return [each for each in catalogue().checklists.values() if each.kind == "standing"]


def checklist_of(name: str) -> Checklist:
    """Return a standing checklist. Refuses one that no pack declares."""
    found = catalogue().checklists.get(name)
    if found is None or found.kind != "standing":
        raise Refusal("checklist_unknown", checklist=name)
    return found


def item_of(checklist: Checklist, name: str) -> ChecklistItem:
    """Return an item of a checklist. Refuses one that it does not have."""
    found = checklist.item(name)
    if found is None:
        raise Refusal("checklist_item_unknown", checklist=checklist.label)
    return found


def schemes() -> list[Scheme]:
    """Return the assessment schemes, in the order of the packs."""
    return list(catalogue().assessments.values())
