from django.db import migrations, models


class Migration(migrations.Migration):
    """Takes over the table that performance renamed: only the state changes here."""

    dependencies = [
        ("accounts", "0001_initial"),
        ("performance", "0002_villages_move"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Village",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=12, unique=True, verbose_name="区划代码")),
                        (
                            "division_code",
                            models.CharField(db_index=True, max_length=9, verbose_name="乡镇区划代码"),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="村（社区）")),
                    ],
                    options={"verbose_name": "村（社区）", "ordering": ["code"]},
                )
            ]
        )
    ]
