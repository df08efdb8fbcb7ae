from django.db import migrations, models


class Migration(migrations.Migration):
    """The index of records holds only entries that took the place of another. The first entry of a record is found by its
    own number, which is the record's."""

    dependencies = [
        ('ledger', '0013_narrow_postgresql'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='entry',
            name='ledger_entry_record',
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(
                condition=models.Q(('supersedes__isnull', False)), fields=['record_seq'], name='ledger_entry_record'
            ),
        ),
    ]
