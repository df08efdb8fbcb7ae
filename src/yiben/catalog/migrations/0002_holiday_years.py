from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="HolidayYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveIntegerField(db_index=True)),
                ("source", models.CharField(max_length=300)),
                ("off", models.JSONField()),
                ("work", models.JSONField()),
                ("installed_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]
