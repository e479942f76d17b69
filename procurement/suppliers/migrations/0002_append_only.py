from django.db import migrations

from procurement.core.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0001_initial")]
    operations = [AppendOnly("suppliers_declaration"), AppendOnly("suppliers_suppliergrade")]
