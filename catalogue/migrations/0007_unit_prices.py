from decimal import ROUND_HALF_UP, Decimal

from django.db import migrations


def state_unit_prices(apps, schema_editor):
    """Older items stated an amount alone: their unit price is what it comes to, rounded to the fen."""
    for item in apps.get_model("catalogue", "PlanItem").objects.only("amount", "quantity").iterator():
        # Nothing of something was never a quantity: such an item is one lot.
        item.quantity = item.quantity or Decimal(1)
        item.unit_price = (item.amount / item.quantity).quantize(Decimal("0.01"), ROUND_HALF_UP)
        item.save(update_fields=["quantity", "unit_price"])


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0006_item_depth")]

    operations = [migrations.RunPython(state_unit_prices, migrations.RunPython.noop)]
