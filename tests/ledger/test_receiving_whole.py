"""A whole instance below closes its month and sends its bundle; the office above counts the same."""

from __future__ import annotations

import json

import pytest

from tests.ledger.instances import Instance
from yiben.audit.callers import SYSTEM
from yiben.ledger.receiving.actions import import_bundle
from yiben.ledger.verifying import verify
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.units.models import Unit
from yiben.units.queries import find_unit

METRICS = (
    "base.activity_participants",
    "base.activity_entries",
    "base.booklets_handed_out",
    "safe_community.events",
    "safe_community.volunteers",
    "safe_community.centres",
)
CODES = ("LX", "LX-01", "LX-01-01", "LX-01-02")
BELOW = """
import json, sys
from datetime import date
from yiben.cli.main import prepare
prepare()
from tests.ledger.facts import correct, record
from tests.ledger.test_receiving_whole import figures
from yiben.audit.callers import SYSTEM
from yiben.ledger.closing.actions import close_month, explained_by
from yiben.ledger.closing.gates import gates
from yiben.ledger.sealing.bundles import export_bundle
from yiben.units.queries import find_unit
community, neighbour, centre, root = map(find_unit, ("LX-01-01", "LX-01-02", "LX-01-01-C1", "LX"))
for day in (3, 9, 27):
    record(community, date(2025, 1, day), participants=10 * day, centres=[centre.uid], note="只在这里")
correct(record(neighbour, date(2025, 1, 8), participants=99).seq, date(2025, 1, 8), participants=9)
record(community, date(2025, 2, 8), partners=[neighbour], participants=1000)
reasons = explained_by(gates(root, 202502, date(2025, 3, 2)), "已核对")
close_month(SYSTEM, root, 202502, reasons)
open(sys.argv[1], "wb").write(export_bundle(SYSTEM))
print(json.dumps(figures()))
"""


def figures() -> dict[str, int | None]:
    """Every metric for every unit and both months, by what it is."""
    asked = {
        f"{metric} {code} {period}": request_figure(metric, Scope(find_unit(code), parse_period(period)))
        for metric in METRICS
        for code in CODES
        for period in ("2025-01", "2025-02", "2025")
    }
    return {key: each.value for key, each in zip(asked, evaluate(list(asked.values())), strict=True)}


@pytest.mark.django_db
def test_the_figures_above_are_those_below(other_instance: Instance, cast, tmp_path):
    path = tmp_path / "bundle.zip"
    done = other_instance.python("-c", BELOW, str(path))
    assert done.returncode == 0, done.stderr
    below = json.loads(done.stdout)
    content = path.read_bytes()
    from yiben.ledger.sealing.bundles import read_bundle

    units = Unit.objects.count()
    (key,) = read_bundle(content).keys
    taken = import_bundle(SYSTEM, content, unit=cast.unit("district"), trust=key, units_confirmed=True)
    assert (taken.founded, Unit.objects.count()) == ((), units)
    assert below["base.activity_participants LX 2025"] == 1000 + 390 + 9
    assert figures() == below
    assert verify(deep=True).is_clean
