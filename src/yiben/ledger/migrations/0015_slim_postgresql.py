from django.db import migrations

COLUMNS = {
    "seq": "bigint",
    "amount": "bigint",
    "record_seq": "bigint",
    "unit_id": "integer",
    "measure_id": "integer",
    "occurred_on": "integer",
    "posted_period": "integer",
    "part": "smallint",
    "n": "smallint",
    "joint": "boolean",
}
BEFORE = ("seq", "part", "n", "unit_id", "measure_id", "occurred_on", "posted_period", "amount", "joint", "record_seq")
BY_SUM = {
    True: "(unit_id, measure_id, posted_period, occurred_on, seq, amount)",
    False: "(unit_id, measure_id, posted_period, seq, occurred_on, amount)",
}


def slim(apps, schema_editor):
    """Lines are the most rows. On PostgreSQL their columns lie without gaps now, widest first, in the index of sums too; and
    they are found by the number of their entry alone, under which an index keeps all of them once, not by a key of four
    columns for each. SQLite keeps them in the order of that key and has no gaps."""
    if schema_editor.connection.vendor == "postgresql":
        _remake(schema_editor, tuple(COLUMNS), is_slim=True)


def widen(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _remake(schema_editor, BEFORE, is_slim=False)


def _remake(schema_editor, columns, *, is_slim):
    """Copy the table into one of another order of columns. The guards are made again after the migrations."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = 'ledger_line'::regclass AND contype IN ('f', 'c')"
        )
        constraints = cursor.fetchall()
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'ledger_line' "
            "AND indexname IN ('ledger_line_shared', 'ledger_line_shared_day')"
        )
        indexes = [made for _name, made in cursor.fetchall()]
    schema_editor.execute("ALTER TABLE ledger_line RENAME TO ledger_line_before")
    made = ", ".join(f"{name} {COLUMNS[name]} NOT NULL" for name in columns)
    named = ", ".join(columns)
    schema_editor.execute(f"CREATE TABLE ledger_line ({made})")
    schema_editor.execute(
        f"INSERT INTO ledger_line ({named}) SELECT {named} FROM ledger_line_before ORDER BY seq, part, n, unit_id"
    )
    schema_editor.execute("DROP TABLE ledger_line_before")
    for name, said in constraints:
        schema_editor.execute(f'ALTER TABLE ledger_line ADD CONSTRAINT "{name}" {said}')
    if is_slim:
        schema_editor.execute("CREATE INDEX ledger_line_entry ON ledger_line (seq)")
    else:
        schema_editor.execute(
            "ALTER TABLE ledger_line ADD CONSTRAINT ledger_line_pkey PRIMARY KEY (seq, part, n, unit_id)"
        )
    schema_editor.execute(f"CREATE INDEX ledger_line_sums ON ledger_line {BY_SUM[is_slim]}")
    for each in indexes:
        schema_editor.execute(each)


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0014_records_of_several'),
    ]

    operations = [migrations.RunPython(slim, widen)]
