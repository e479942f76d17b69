"""Who was invited, how, and whether this supplier may take part (RULES C-06, N-16)."""

import re
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import Organisation
from procurement.core import safe
from procurement.core.calendars import working_calendar
from procurement.core.templatetags.formats import day_only
from procurement.regulations import invitation, periods
from procurement.regulations.invitation import Candidate, Collection
from procurement.suppliers.models import Supplier

from ..enums import InvitationWay, InvitedBy, Method
from ..models import Invitee, Tender
from ..models.ways import PERSON
from .policy import article
from .terms import Problem

ARTICLES = {
    Method.INVITED_TENDER.value: "87号令第十四条",
    Method.COMPETITIVE_NEGOTIATION.value: "74号令第十二条",
    Method.COMPETITIVE_CONSULTATION.value: "214号第六条",
}
_SENTENCES = {
    invitation.WAY: gettext_lazy("%(method)s不能用这种方式邀请供应商（%(article)s）。请另选一种。"),
    invitation.TWICE: gettext_lazy("名单里有同一家供应商写了两次，请删去一次。"),
    invitation.WRONG_ORIGIN: gettext_lazy("名单里的来源与邀请方式不符（%(article)s）。请逐行核对来源。"),
    invitation.TOO_FEW: gettext_lazy("受邀请的供应商不得少于3家（%(article)s）。请补足。"),
    invitation.NO_EXPERT: gettext_lazy(
        "书面推荐由采购人和评审专家分别作出，名单里还没有专家推荐的（%(article)s）。"
    ),
    invitation.TOO_MANY_OWN: gettext_lazy(
        "采购人推荐的供应商超过推荐总数的50%%（%(article)s）。请减少，或者由专家增加推荐。"
    ),
    invitation.NO_OPINION: gettext_lazy("每一家都要写推荐意见（%(article)s）：意见将随成交结果公告。"),
    invitation.SHORT_LIST: gettext_lazy(
        "备选名单不得少于抽取数的两倍（%(article)s）：请增加备选供应商，没有抽中的不勾“受邀请”。"
    ),
    invitation.NO_RECORD: gettext_lazy("请填写抽取记录：编号、时间、地点和抽取人（%(article)s）。"),
    invitation.NOT_COLLECTED: gettext_lazy(
        "请填写资格预审公告的编号和网址、发布日期、提交申请的截止日期（%(article)s）。"
    ),
    invitation.COLLECTED_SHORT: gettext_lazy(
        "提交资格预审申请的时间自公告发布之日起不得少于5个工作日，最早%(earliest)s截止（政府采购法实施条例第二十一条）。"
    ),
    invitation.NO_WATCHERS: gettext_lazy(
        "随机抽取须有不少于两名采购人工作人员在场监督（%(article)s）。请写明姓名。"
    ),
}
_TOKEN = re.compile(rf"{PERSON}[0-9A-F]{{16}}")
RECORD = ("number", "drawn_at", "place", "drawn_by")
COLLECTED = ("notice", "published_on", "applied_until")


def ways_of(tender: Tender) -> tuple[str, ...]:
    """Return the ways from which one is chosen; whom an open tender left is no choice."""
    lawful = invitation.WAYS.get(tender.method, (invitation.NOTICE,))
    return tuple(way for way in lawful if way != invitation.LAST_TWO)


def by_invitation(tender: Tender) -> bool:
    """Tell whether only those take part who were invited."""
    return tender.invitation_way != InvitationWay.NOTICE


def invitation_wrong(
    tender: Tender, way: str, listed: list[Candidate], record: dict[str, Any]
) -> tuple[str, str]:
    """Return what is wrong with an invitation and the sentence that says so; two empty texts: nothing."""
    names = [
        name for name in str(record.get("watchers", "")).replace("、", " ").replace("，", " ").split() if name
    ]
    whole = all(str(record.get(name, "")).strip() for name in RECORD)
    collection = _collection(record)
    found = invitation.wrong(
        tender.method, way, listed, watchers=len(names), record=whole, collection=collection
    )
    if not found:
        return "", ""
    values = {
        "method": tender.get_method_display(),
        "article": ARTICLES.get(tender.method, article("N-16")),
        "earliest": day_only(collection.earliest),
    }
    return found, _SENTENCES[found] % values


def _collection(record: dict[str, Any]) -> Collection:
    """Read the record of a prequalification: its notice and its days in ISO, each empty where not typed."""
    published, until = (
        date.fromisoformat(record[name]) if record.get(name) else None for name in COLLECTED[1:]
    )
    earliest = periods.limit("D-09", published, working_calendar()).limit if published else None
    return Collection(str(record.get("notice") or ""), published, until, earliest)


def candidates_of(tender: Tender) -> list[Candidate]:
    return [Candidate(row.credit_code, row.origin, row.invited, row.opinion) for row in tender.invitees.all()]


def invitee_rows(tender: Tender) -> list[dict[str, Any]]:
    """Return the list as rows of its table."""
    names = ("name", "credit_code", "origin", "recommended_by", "opinion", "invited")
    return [{name: getattr(row, name) for name in names} for row in tender.invitees.all()]


def invitation_rows(tender: Tender) -> list[dict[str, Any]]:
    """Return the way, its record and the list as they are kept: by them a page that is no longer true is known."""
    return [{**tender.invitation_record, "way": tender.invitation_way}, *invitee_rows(tender)]


def invitation_problem(tender: Tender) -> Problem | None:
    """Return what is missing of the invitation before documents go out."""
    if tender.method not in invitation.WAYS or tender.invitation_way not in InvitationWay.values:
        return None
    _found, text = invitation_wrong(
        tender, tender.invitation_way, candidates_of(tender), tender.invitation_record
    )
    return Problem("documents", "invitation_way", text, "N-16") if text else None


def person_token(number: str) -> str:
    """Return what stands on a list for a natural person (采购法 art. 21): the number itself is kept and shown nowhere.

    It is as long as a credit code and is none; without the platform's key nobody can tell whose it is.
    """
    return f"{PERSON}{safe.pseudonym(number, 'invited-person')[:16].upper()}"


def is_token(code: str) -> bool:
    return _TOKEN.fullmatch(code) is not None


def own_codes(organisation_id: int | None) -> list[str]:
    """Return by what a supplier is found on a list: its credit code, or what stands for a natural person."""
    rows = Organisation.objects.filter(pk=organisation_id)
    code, number = rows.values_list("credit_code", "supplier__identity_number").first() or ("", "")
    return [found for found in (code, person_token(number) if number else "") if found]


def is_invited(tender: Tender, organisation_id: int | None) -> bool:
    """Tell whether a supplier may take part: everybody where a notice invites, else who is on the list."""
    if not by_invitation(tender):
        return True
    return tender.invitees.filter(invited=True, credit_code__in=own_codes(organisation_id)).exists()


def open_to(organisation_id: int | None) -> models.Q:
    """Return the condition on rounds that ``is_invited`` is on their tender: one query for a list of them."""
    codes = own_codes(organisation_id)
    own = Invitee.objects.filter(invited=True, credit_code__in=codes).values("tender")
    return models.Q(package__tender__invitation_way=InvitationWay.NOTICE) | models.Q(package__tender__in=own)


def recommendations(tender: Tender) -> list[dict[str, str]]:
    """Return the written recommendations, as the result notice publishes them (74 art. 18, 214 art. 29)."""
    if tender.invitation_way != InvitationWay.RECOMMENDATION:
        return []
    return [
        {
            "name": row.name,
            "recommended_by": _("%(kind)s：%(who)s")
            % {"kind": InvitedBy(row.origin).label, "who": row.recommended_by}
            if row.recommended_by
            else str(InvitedBy(row.origin).label),
            "opinion": row.opinion,
        }
        for row in tender.invitees.filter(opinion__gt="")
    ]


def invited_suppliers(tender: Tender) -> list[Organisation]:
    """Return the invited suppliers that have an account, to be told all at once."""
    codes = set(tender.invitees.filter(invited=True).values_list("credit_code", flat=True))
    persons = Supplier.objects.none()
    if any(is_token(code) for code in codes):
        persons = Supplier.objects.exclude(identity_number=None).only("organisation_id", "identity_number")
    found = [row.organisation_id for row in persons if person_token(str(row.identity_number)) in codes]
    wanted = models.Q(credit_code__in=codes) | models.Q(pk__in=found)
    return list(Organisation.objects.filter(wanted).order_by("code"))
