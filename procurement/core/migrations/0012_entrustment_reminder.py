from django.db import migrations

from procurement.core.seeds import seed_parameters


def seed(apps, schema_editor):
    """Bring what the law's file has gained since an existing database was seeded (N-06: ends of entrustments)."""
    seed_parameters(apps.get_model("core", "PolicyParameter"))


def clear(apps, schema_editor):
    """Take back the one parameter, unless the bureau has confirmed a value of it."""
    table = apps.get_model("core", "PolicyParameter")
    table.objects.filter(key="entrustment_reminder_days", confirmed=False).delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0011_custodian_reminders")]
    operations = [migrations.RunPython(seed, clear)]
