"""A small aggregate of our own, so that the engine is tested without a room."""

from django.db import models

from procurement.core.fields import MoneyField
from procurement.core.lifecycle import Lifecycle, Transition
from procurement.core.permissions import allow_if, system_only


class CaseStatus(models.TextChoices):
    DRAFT = "DRAFT", "草稿"
    SUBMITTED = "SUBMITTED", "已提交"
    DECIDED = "DECIDED", "已决定"
    LAPSED = "LAPSED", "已失效"


class Case(models.Model):
    """Belongs to no installed app: its table is made by the fixture ``cases``."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=100)
    status = models.CharField(max_length=20, choices=CaseStatus.choices, default=CaseStatus.DRAFT)
    amount = MoneyField()
    spent = MoneyField()
    decided_on = models.DateField(null=True)

    class Meta:
        app_label = "sample"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=models.F("spent")), name="case_not_overspent"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/cases/{self.code}/"


def writer(actor, obj):
    return allow_if(actor.holds("WRITER"), "只有经办人可以提交。")


def decider(actor, obj):
    return allow_if(actor.holds("DECIDER"), "只有负责人可以决定。")


def has_title(obj, *, actor, at):
    return None if obj.title else "请先填写名称。"


STEPS = (
    Transition(
        name="submit",
        source=("DRAFT",),
        target="SUBMITTED",
        permission=writer,
        guards=(has_title,),
        basis="B-01",
        label="提交",
    ),
    Transition(
        name="decide", source=("SUBMITTED",), target="DECIDED", permission=decider, basis="B-05", label="决定"
    ),
    Transition(
        name="lapse",
        source=("DRAFT", "SUBMITTED"),
        target="LAPSED",
        permission=system_only,
        basis="D-24",
        label="失效",
    ),
)


def table() -> Lifecycle:
    return Lifecycle(Case, "case", STEPS)
