from django.db import migrations, models

from procurement.core.codes import random_code


def fill(apps, _editor):
    rows = apps.get_model("core", "Notification").objects.filter(code="").only("pk", "code")
    for row in rows.iterator(chunk_size=1000):
        row.code = random_code()
        row.save(update_fields=["code"])


class Migration(migrations.Migration):
    dependencies = [("core", "0013_forbidden_words")]
    operations = [
        migrations.AddField("notification", "code", models.CharField("编号", max_length=20, default=""), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("notification", "code", models.CharField("编号", max_length=20, unique=True)),
    ]
