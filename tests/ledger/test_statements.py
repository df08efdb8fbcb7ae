"""Small SQL: straight to SQLite's module, with all that Django's cursors would have seen to."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from yiben.statements import execute, execute_many, select, select_together
from yiben.units.models import Unit

pytestmark = pytest.mark.django_db


def test_rows_are_those_that_a_cursor_gives(cast: Cast) -> None:
    sql = "SELECT code, founded_on, name LIKE '%%社区' FROM units_unit WHERE code IN ({marks}) ORDER BY code"
    codes = sorted(unit.code for unit in cast.units.values())[:3]
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{marks}", "%s, %s, %s"), codes)
        expected = cursor.fetchall()
    assert [list(row) for row in select(sql, codes)] == [list(row) for row in expected]
    assert select("SELECT '50%'") == [("50%",)]
    assert select_together([("SELECT 1", ()), ("SELECT %s", ["a%"])]) == [[(1,)], [("a%",)]]


def test_what_the_database_refuses_is_an_error_of_django(cast: Cast) -> None:
    uid = cast.unit("community").uid
    with pytest.raises(IntegrityError), transaction.atomic():
        execute("UPDATE units_unit SET uid = %s", [uid])
    with pytest.raises(IntegrityError), transaction.atomic():
        execute_many("UPDATE units_unit SET uid = %s WHERE uid <> %s", [(uid, uid)])
    assert Unit.objects.filter(uid=uid).count() == 1


def test_nothing_is_asked_in_a_transaction_that_is_broken(cast: Cast) -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            select("SELECT 1")
        with pytest.raises(TransactionManagementError):
            execute("UPDATE units_unit SET name = ''", [])


def test_whoever_looks_on_sees_every_statement(cast: Cast) -> None:
    refused: list[str] = []

    def look(proceed, sql, parameters, many, context):  # type: ignore[no-untyped-def]
        refused.append(sql)
        return proceed(sql, parameters, many, context)

    with CaptureQueriesContext(connection) as seen:
        select("SELECT 1")
        execute_many("UPDATE units_unit SET name = name WHERE id = %s", [(0,), (0,)])
    with connection.execute_wrapper(look):
        select("SELECT 2")
    assert [each["sql"].partition("UPDATE")[1] or each["sql"] for each in seen] == ["SELECT 1", "UPDATE"]
    assert refused == ["SELECT 2"]
