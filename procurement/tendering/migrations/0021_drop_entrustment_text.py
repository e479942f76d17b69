from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tendering", "0020_entrustments_of_older_plans")]

    operations = [migrations.RemoveField(model_name="implementationplan", name="entrustment")]
