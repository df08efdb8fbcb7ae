"""Tables are made in half the time, and are those that Django makes alone."""

from __future__ import annotations

from tests.ledger.instances import Instance, empty

SHAPE = """
from yiben.cli.main import prepare
prepare()
from django.core.management import call_command
from django.db import connection
from yiben.migrating import make_tables
{make}
with connection.cursor() as cursor:
    cursor.execute({query!r})
    print(*sorted(map(str, cursor.fetchall())), sep="\\n")
"""
ON_SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master"
ON_POSTGRESQL = """
SELECT 'column', table_name, column_name, data_type || is_nullable || coalesce(column_default, '')
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
"""


def shape(instance: Instance, make: str) -> list[str]:
    done = instance.python("-c", SHAPE.format(make=make, query=ON_POSTGRESQL if instance.url else ON_SQLITE))
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_tables_are_those_that_django_makes_alone(tmp_path):
    with empty(tmp_path / "ours") as ours, empty(tmp_path / "plain") as plain:
        for each in (ours, plain):
            each.home.mkdir()
        made = shape(ours, "make_tables()")
        assert made == shape(plain, "call_command('migrate', verbosity=0)")
    assert len(made) > 500


def test_tables_that_are_there_stay_as_they_are(instance):
    made = shape(instance, "")
    assert shape(instance, "make_tables()") == made
