from django.db import migrations

from procurement.core.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [AppendOnly("core_auditentry"), AppendOnly("core_checkpointleaf"), AppendOnly("core_auditcheckpoint")]
