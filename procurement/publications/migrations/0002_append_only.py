from django.db import migrations

from procurement.core.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("publications", "0001_initial")]
    operations = [AppendOnly("publications_publication")]
