"""Items that are older than annual plans get the plan of their organisation and year (RULES N-10)."""

from django.db import migrations

# How far the plan of older items has come: as far as the item that has come farthest.
_REACHED = (
    ("PUBLISHED", ("PUBLISHED", "CLOSED")),
    ("AGREED", ("AGREED",)),
    ("SUBMITTED", ("SUBMITTED",)),
)


def give_plans(apps, schema_editor):
    """Give each organisation and year that has items and no plan its plan."""
    plans, items = apps.get_model("catalogue", "AnnualPlan"), apps.get_model("catalogue", "PlanItem")
    known = set(plans.objects.values_list("organisation_id", "year"))
    states = {}
    rows = items.objects.order_by().values_list("organisation_id", "organisation__code", "year", "status")
    for owner, code, year, status in rows.distinct():
        if (owner, year) not in known:
            states.setdefault((owner, code, year), set()).add(status)
    plans.objects.bulk_create(
        plans(
            code=f"ND-{year}-{code}",
            organisation_id=owner,
            year=year,
            status=_status_of(found),
            inherited=True,
        )
        for (owner, code, year), found in sorted(states.items())
    )


def take_plans(apps, schema_editor):
    """Take them back, but for those that were adjusted since or handed in with a paper: these are records."""
    plans = apps.get_model("catalogue", "AnnualPlan").objects
    plans.filter(inherited=True, adjustments__isnull=True, minutes__isnull=True).delete()


def _status_of(found):
    return next((status for status, items in _REACHED if found & set(items)), "DRAFTING")


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0011_inherited_plans"),
    ]

    operations = [
        migrations.RunPython(give_plans, take_plans),
    ]
