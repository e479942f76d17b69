"""What is published of a plan's adjustment: its number, the plan it belongs to, what was and what is, and why."""

from datetime import datetime

from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.language import in_language_of_record
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish

from ..lifecycle import ADJUSTMENT
from ..models import PlanAdjustment
from ..selectors.adjustments import differences


@in_language_of_record
def publish_adjustment(*, adjustment: PlanAdjustment, actor: Actor, at: datetime) -> Publication:
    """Publish an adjustment that is being agreed to; it names the notice that it corrects."""
    rows = list(adjustment.rows.select_related("item__catalogue_item__version__organisation"))
    plan, first = adjustment.plan, rows[0].item
    notice = publish(
        kind=PublicationKind.CORRECTION,
        subject_kind=ADJUSTMENT.subject_kind,
        subject_code=adjustment.code,
        project_code=first.code if len(rows) == 1 else "",
        title=_("%(owner)s%(year)s年度购买服务计划第%(number)s次调整")
        % {"owner": plan.organisation.name, "year": plan.year, "number": adjustment.number},
        organisation=first.catalogue_item.version.organisation,
        payload={
            "organisation": plan.organisation.name,
            "year": plan.year,
            "plan_code": plan.code,
            "number": adjustment.number,
            "reason": adjustment.reason,
            "adjusted": [
                {
                    "code": row.item.code,
                    "title": row.item.title,
                    "adjustment_kind": row.get_kind_display(),
                    "differences": [
                        {"what": one["label"], "before": one["old"], "after": one["new"]}
                        for one in differences(row)
                    ],
                }
                for row in rows
            ],
            "corrects": first.publication_code,
        },
        actor=actor,
        at=at,
        summary=" ".join(row.item.title for row in rows),
        basis="F-2",
        corrects=Publication.objects.filter(code=first.publication_code).first(),
    )
    adjustment.publication_code = notice.code
    adjustment.save(update_fields=["publication_code"])
    return notice
