"""What older plans said of their agency in one sentence becomes an agreement of its own, and back."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import migrations

POWERS = ["DOCUMENTS", "NOTICES", "OPENING", "EVALUATION", "CHALLENGES"]
# What is kept is Chinese: the language of record.
UNSAID = "原委托内容没有另行约定。"
TERM = timedelta(days=3 * 365)


def enter(apps, schema_editor):
    plans = apps.get_model("tendering", "ImplementationPlan")
    agreements = apps.get_model("tendering", "Entrustment")
    entries = apps.get_model("core", "AuditEntry")
    for plan in plans.objects.exclude(agency=None).select_related("item").order_by("pk"):
        begun = entries.objects.filter(subject_kind="implementation-plan", subject_code=plan.code)
        at = plan.filed_at or begun.order_by("seq").values_list("at", flat=True).first()
        if at is None or not plan.entrustment.strip():
            continue
        day = at.astimezone(ZoneInfo("Asia/Shanghai")).date()
        plan.agreement = agreements.objects.create(
            code=f"WT-{plan.code}"[:40],
            purchaser_id=plan.item.organisation_id,
            agency_id=plan.agency_id,
            drafted_for_id=plan.pk,
            scope=plan.entrustment,
            powers=POWERS,
            starts_on=day,
            ends_on=day + TERM,
            fee_payer="PURCHASER",
            fee_standard=plan.entrustment[:300],
            file_keeper="PURCHASER",
            ending_terms=UNSAID,
            liability=UNSAID,
            status="IN_FORCE",
            entered_afterwards=True,
            author_code=plan.author_code,
            signed_for_purchaser_at=at,
            signed_for_agency_at=at,
        )
        plan.save(update_fields=["agreement"])


def take_back(apps, schema_editor):
    plans = apps.get_model("tendering", "ImplementationPlan")
    for plan in plans.objects.exclude(agreement=None).select_related("agreement"):
        plan.entrustment = plan.agreement.scope
        plan.agreement = None
        plan.save(update_fields=["entrustment", "agreement"])
    apps.get_model("tendering", "Entrustment").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("tendering", "0019_entrustments"), ("core", "0010_township_filing")]

    operations = [migrations.RunPython(enter, take_back)]
