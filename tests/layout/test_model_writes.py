"""State changes only in actions, where permission, write and log are one transaction."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.layout.model_writes import writes_in
from tests.layout.sources import PACKAGE

# The ledger's one door and its projections; the triggers that guard it.
DOORS = {
    "ledger/appending.py",
    "ledger/writing.py",
    "ledger/cells.py",
    "ledger/erasing.py",
    "ledger/measures.py",
    "ledger/triggers.py",
}
DOORS |= {"search/words.py"}  # an index of what the ledger says, beside the models
DOORS |= {"units/restructuring.py"}  # the verbs that change several units at once
DOORS |= {"ledger/importing/taking.py"}  # rows into the one door, in the actions' name

# They know no database (test_floors.py), so nothing in them is a write.
PURE_ROOMS = {"text", "rules", "packs"}


def may_write(name: str) -> bool:
    path = PurePosixPath(name)
    return name in DOORS or path.name == "actions.py" or bool({"actions", "migrations"} & set(path.parts[:-1]))


def test_only_actions_and_the_ledgers_door_write():
    rooms = [room for room in sorted(PACKAGE.iterdir()) if room.name not in PURE_ROOMS]
    files = {path.relative_to(PACKAGE).as_posix(): path for room in rooms for path in sorted(room.rglob("*.py"))}
    assert files
    found = {name: writes_in(path.read_text(encoding="utf-8")) for name, path in files.items() if not may_write(name)}
    assert not {name: writes for name, writes in found.items() if writes}


@pytest.mark.parametrize(
    "source",
    [
        "unit.save()",
        "unit.save(update_fields=['name'])",
        "await unit.asave()",
        "Unit.objects.create(name='x')",
        "unit.versions.create(name='x')",
        "Unit.objects.filter(a=1).update(b=2)",
        "rows.update(b=2)",
        "Unit.objects.all().delete()",
        "rows.delete()",
        "Model.objects.bulk_create(rows)",
        "manager.get_or_create(code='x')",
        "unit.post_set.add(post)",
        "Unit.objects.get(pk=1).tags.set(tags)",
        "cursor.execute('INSERT INTO ledger_entry VALUES (1)')",
        "cursor.execute(f'UPDATE {table} SET a = 1')",
        "cursor.execute('''\n  DELETE FROM ledger_entry''')",
    ],
)
def test_a_write_is_found(source):
    assert len(writes_in(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "document.save(buffer)",
        "image.save(path, format='png')",
        "cache.delete('key')",
        "values.update({'a': 1})",
        "digest.update(body)",
        "seen.add(1)",
        "parser.set('a', 1)",
        "rows = Unit.objects.filter(a=1).values_list('pk')",
        "Unit(name='x')",
        "def f():\n    'UPDATE x SET is refused here.'",
        "cursor.execute('SELECT 1 FROM ledger_entry')",
    ],
)
def test_what_only_looks_like_a_write_is_left_alone(source):
    assert writes_in(source) == []


def test_actions_may_write_and_views_may_not():
    assert may_write("units/actions.py")
    assert may_write("plans/actions/publish.py")
    assert not may_write("web/views/units.py")
    assert not may_write("units/queries.py")
