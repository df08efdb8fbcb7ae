"""A superior's monthly form, and what is in the ledger for it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

import pytest

from tests.forms.twenty import SAMPLES

MONTHLY, BY_COMMUNITY = SAMPLES[0], SAMPLES[1]


@pytest.fixture(autouse=True)
def _own_folder(request, tmp_path) -> None:
    if "cast" in request.fixturenames:
        request.getfixturevalue("settings").DOCUMENT_FOLDER = tmp_path / "documents"


@pytest.fixture
def hang(cast) -> Callable[..., int]:
    """Record so many banners of a community on a day; the number of the record comes back."""
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.actions import record_entry

    def _hang(count: int, day: date, unit: str = "community") -> int:
        values = {"kind": "banner", "campaign": "safe_community", "quantity": str(count)}
        return record_entry(
            SYSTEM, uid=str(uuid.uuid4()), book="publicity_material", unit=cast.unit(unit), on=day, values=values
        ).seq

    return _hang


@pytest.fixture
def officer(cast):
    return cast.caller("subdistrict_officer")


@pytest.fixture
def register(cast, officer) -> Callable[..., object]:
    """Register a form of the district's department for the sub-district."""
    from yiben.forms.actions import Particulars, register_form

    def _register(data: bytes = MONTHLY.data, title: str = MONTHLY.title, name: str = "月报.xlsx", **said):
        known = Particulars(title, "临溪区平安建设办公室", **said)
        return register_form(officer, unit=cast.unit("subdistrict"), said=known, name=name, data=data)

    return _register


@pytest.fixture
def bound(register, officer) -> Callable[..., object]:
    """Register a form and confirm all that is proposed."""
    from yiben.forms.actions import confirm_bindings
    from yiben.forms.queries import suggestions_for
    from yiben.forms.suggesting import proposed

    def _bound(**known):
        form = register(**known)
        made = suggestions_for(officer, form, date(2026, 5, 20))
        confirm_bindings(officer, form, proposed(made, only_sure=False))
        return form

    return _bound
