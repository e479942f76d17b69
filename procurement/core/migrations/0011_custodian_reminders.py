from django.db import migrations

from procurement.core.seeds import seed_parameters


def seed(apps, schema_editor):
    """Bring what the law's file has gained since an existing database was seeded (N-03: reminders of custodians)."""
    seed_parameters(apps.get_model("core", "PolicyParameter"))


def clear(apps, schema_editor):
    """Take back the one parameter, unless the bureau has confirmed a value of it."""
    apps.get_model("core", "PolicyParameter").objects.filter(key="custodian_reminder_days", confirmed=False).delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0010_township_filing")]
    operations = [migrations.RunPython(seed, clear)]
