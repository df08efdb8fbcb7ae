from django.db import migrations

NARROW = ("ledger_line", "ledger_cell")
LIKE = """
    SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'ledger_entry'
    AND indexdef LIKE '%%(uid varchar_pattern_ops)'
"""


def narrow(apps, schema_editor):
    """Lines and cells, of which there are some fifteen an entry, hold units and measures in four bytes on PostgreSQL: two
    thousand million are enough. Ids are never looked for by their beginning: the index for that goes."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in NARROW:
        schema_editor.execute(
            f"ALTER TABLE {table} ALTER COLUMN unit_id TYPE integer, ALTER COLUMN measure_id TYPE integer"
        )
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(LIKE.replace("%%", "%"))
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        schema_editor.execute(f'DROP INDEX "{name}"')


def widen(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in NARROW:
            schema_editor.execute(
                f"ALTER TABLE {table} ALTER COLUMN unit_id TYPE bigint, ALTER COLUMN measure_id TYPE bigint"
            )


class Migration(migrations.Migration):
    """SQLite keeps every integer in as many bytes as it needs already."""

    dependencies = [
        ('ledger', '0012_lines_by_unit'),
    ]

    operations = [migrations.RunPython(narrow, widen)]
