from django.db import migrations, models


class Migration(migrations.Migration):
    """Day and amount stand in the index of lines, so that a sum over lines reads no row."""

    dependencies = [
        ('ledger', '0010_slim_rows'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='line', name='ledger_line_posted'),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['measure', 'unit', 'posted_period', 'seq', 'occurred_on', 'amount'], name='ledger_line_posted'),
        ),
    ]
