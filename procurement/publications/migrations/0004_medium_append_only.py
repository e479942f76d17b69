from django.db import migrations

from procurement.core.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("publications", "0003_medium_record")]
    operations = [AppendOnly("publications_mediumrecord")]
