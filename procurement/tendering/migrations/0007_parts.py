"""A plan item is bought as a whole or in parts, each with money of its own."""

from django.db import migrations, models


def _scope() -> models.CharField:
    return models.CharField(blank=True, default="", max_length=200, verbose_name="采购范围")


def _part() -> models.CharField:
    return models.CharField(blank=True, default="", max_length=40, verbose_name="资金占用编号")


class Migration(migrations.Migration):
    dependencies = [("tendering", "0006_key_review")]
    operations = [
        migrations.AddField(model_name="implementationplan", name="scope", field=_scope()),
        migrations.AddField(model_name="implementationplan", name="part_code", field=_part()),
        migrations.AddField(model_name="smallpurchase", name="scope", field=_scope()),
        migrations.AddField(model_name="smallpurchase", name="part_code", field=_part()),
    ]
