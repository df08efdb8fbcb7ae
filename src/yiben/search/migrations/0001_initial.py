from django.db import migrations, models

SQLITE = "CREATE VIRTUAL TABLE search_entrywords USING fts5(tokens)"
POSTGRESQL = (
    "CREATE TABLE search_entrywords (rowid bigint PRIMARY KEY, tokens tsvector NOT NULL)",
    "CREATE INDEX search_entrywords_tokens ON search_entrywords USING gin (tokens)",
)


def create_index(apps, schema_editor):
    for sql in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else (SQLITE,):
        schema_editor.execute(sql)


def drop_index(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_entrywords")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="IndexState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_seq", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(create_index, drop_index),
    ]
