"""What one procurement of a plan item holds is told apart from what another holds."""

from django.db import migrations, models

from procurement.core.triggers import KeepAppendOnly


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0006_ledger_by_time")]
    operations = [
        migrations.AddField(
            model_name="holding",
            name="part_code",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="采购编号"),
        ),
        migrations.RemoveConstraint(model_name="holding", name="holding_once"),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.UniqueConstraint(
                fields=["line", "cause_kind", "cause_code", "part_code"], name="holding_part_once"
            ),
        ),
        KeepAppendOnly("budgeting_ledgerentry"),
        migrations.AddField(
            model_name="ledgerentry",
            name="part_code",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="采购编号"),
        ),
        KeepAppendOnly("budgeting_ledgerentry"),
    ]
