from django.db import migrations, models


def drop_guard(apps, schema_editor):
    """Drop SQLite's guard of closed months, which says another way of failing now. It is made again after the migrations."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS yiben_line_insert")


class Migration(migrations.Migration):
    """The index of lines begins with the unit: the lines of one entry lie close to one another in it."""

    dependencies = [
        ('ledger', '0011_lines_in_their_index'),
        ('units', '0002_succession'),
    ]

    operations = [
        migrations.RunPython(drop_guard, drop_guard),
        migrations.RemoveIndex(
            model_name='line',
            name='ledger_line_joint',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='ledger_line_posted',
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['unit', 'measure', 'posted_period', 'seq', 'occurred_on', 'amount'], name='ledger_line_sums'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(condition=models.Q(('joint', True)), fields=['unit', 'measure', 'posted_period'], name='ledger_line_shared'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(condition=models.Q(('joint', True), ('part', 0)), fields=['unit', 'measure', '-occurred_on', '-seq'], name='ledger_line_shared_day'),
        ),
    ]
