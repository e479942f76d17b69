"""A contract may name an advance; an invoice for it has no acceptance (RULES N-19)."""

from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


def _percent(label: str, default: int) -> models.DecimalField:
    return models.DecimalField(
        decimal_places=2, default=Decimal(default), max_digits=5, verbose_name=label
    )


class Migration(migrations.Migration):
    dependencies = [("contracts", "0003_log_answers")]
    operations = [
        migrations.AddField("contract", "advance_percent", _percent("预付款比例（%）", 0)),
        migrations.AddField("contract", "offset_percent", _percent("每次抵扣比例（%）", 100)),
        migrations.AddConstraint(
            "contract",
            models.CheckConstraint(
                condition=Q(advance_percent__gte=0)
                & Q(advance_percent__lt=100)
                & Q(offset_percent__gte=F("advance_percent"))
                & Q(offset_percent__lte=100),
                name="contract_advance_is_offset",
            ),
        ),
        migrations.AlterField(
            "invoice",
            "acceptance",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoices",
                to="contracts.acceptance",
            ),
        ),
    ]
