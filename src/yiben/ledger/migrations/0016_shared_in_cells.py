from django.db import migrations

CELL = "tree, unit_id, measure_id, posted_period, occurred_period"
SHARED = """
    SELECT 0 AS tree, l.unit_id, l.measure_id, l.posted_period, l.occurred_on / 100 AS occurred_period, SUM(l.amount) AS amount
    FROM ledger_line l JOIN ledger_measure m ON m.id = l.measure_id
    WHERE l.joint AND NOT m.is_stock
    GROUP BY l.unit_id, l.measure_id, l.posted_period, l.occurred_on / 100
    UNION ALL
    SELECT tree, unit_id, measure_id, posted_period, occurred_period, SUM(amount) FROM (
        SELECT s.tree_id AS tree, s.ancestor_id AS unit_id, l.measure_id, l.posted_period,
            l.occurred_on / 100 AS occurred_period, MIN(l.amount) AS amount
        FROM ledger_line l JOIN ledger_measure m ON m.id = l.measure_id
        JOIN units_unitspan s ON s.descendant_id = l.unit_id AND s.depth > 0 AND s.until_seq IS NULL
            AND l.occurred_on / 100 >= s.from_month AND (s.to_month IS NULL OR l.occurred_on / 100 <= s.to_month)
        WHERE l.joint AND NOT m.is_stock AND NOT EXISTS (
            SELECT 1 FROM ledger_line o
            WHERE o.seq = l.seq AND o.part = l.part AND o.n = l.n AND o.unit_id = s.ancestor_id)
        GROUP BY s.tree_id, s.ancestor_id, l.seq, l.part, l.n, l.measure_id, l.posted_period, l.occurred_on / 100
    ) AS once GROUP BY tree, unit_id, measure_id, posted_period, occurred_period
"""


def add(apps, schema_editor):
    """What several units are credited with stands in cells from now on: in each one's own, and under an ancestor once."""
    _add(schema_editor, "+")


def take_out(apps, schema_editor):
    _add(schema_editor, "-")


def _add(schema_editor, sign):
    # Cells are projections and carry no guards. Of a row that is new the amount is added to nothing.
    schema_editor.execute(
        f"INSERT INTO ledger_cell ({CELL}, amount) SELECT {CELL}, {sign}amount FROM ({SHARED}) AS shared WHERE 1 = 1 "
        f"ON CONFLICT ({CELL}) DO UPDATE SET amount = ledger_cell.amount + excluded.amount"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0015_slim_postgresql'),
    ]

    operations = [migrations.RunPython(add, take_out)]
