from django.db import migrations

from procurement.core.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0001_initial")]
    operations = [AppendOnly("budgeting_ledgerentry")]
