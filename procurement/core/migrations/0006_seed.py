from django.db import migrations

from procurement.core.seeds import seed_calendars, seed_parameters


def seed(apps, schema_editor):
    seed_parameters(apps.get_model("core", "PolicyParameter"))
    seed_calendars(apps.get_model("core", "CalendarYear"), apps.get_model("core", "CalendarDay"))


def clear(apps, schema_editor):
    for name in ("PolicyParameter", "CalendarDay", "CalendarYear"):
        apps.get_model("core", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0005_clock_next")]
    operations = [migrations.RunPython(seed, clear)]
