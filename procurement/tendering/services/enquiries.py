"""Enquiries: what is answered to one is said to all, and who asked is said to nobody."""

import re
import unicodedata
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core import clock, lifecycle
from procurement.core.actors import Actor
from procurement.core.codes import random_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.language import cited, in_language_of_record
from procurement.core.outbox import notify
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish
from procurement.regulations.errors import NoCalendar
from procurement.suppliers.selectors.relations import plain_name

from .. import permissions
from ..lifecycle import ENQUIRY
from ..models import Enquiry, Tender
from ..selectors import people
from ..selectors.dates import answer_due, asking_is_over
from ..selectors.notices import follow_up_payload, long_day, moment, row

# What the audit chain keeps of an asker: purchasers and bureau read that chain, the row itself is the record.
_UNNAMED = Actor(
    code="ENQUIRER", name="提问供应商", organisation_code="ENQUIRER", organisation_name="（不公开）"
)

_CONTACT = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|[\w.+]+@\w+\.\w+")


@transaction.atomic
def ask(*, tender: Tender, question: str, actor: Actor, at: datetime) -> Enquiry:
    """Ask about released documents, as a supplier; answered within three working days (D-33)."""
    verdict = permissions.ask(actor, tender)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="D-33")
    if asking_is_over(tender, at):
        raise WrongState(_over(tender), field="question", rule="D-33")
    if len(question.strip()) < 5:
        raise DomainError(_("请写清楚您的问题（至少5个字）。"), field="question", rule="D-33")
    asker = Organisation.objects.get(pk=actor.organisation_id)
    if _tells_who(question, asker):
        text = _("问题里有能看出是谁问的内容（单位名称、手机号或邮箱），请删去后再提交。问题和答复会公开。")
        raise DomainError(text, field="question", rule="I-03")
    enquiry = Enquiry(
        code=f"XW-{random_code()}",
        tender=tender,
        asker=asker,
        asker_user_code=actor.code,
        question=question.strip(),
        asked_at=at,
    )
    lifecycle.create(enquiry, actor=_UNNAMED, at=at, basis="D-33")
    context = {"tender": tender.code, "title": tender.title, "due": _due(at) or ""}
    notify(
        event="enquiry_asked",
        recipients=people.operators_of(tender),
        context=context,
        url=f"{tender.get_absolute_url()}enquiries/",
        at=at,
    )
    return enquiry


@transaction.atomic
def answer(*, enquiry: Enquiry, answer: str, actor: Actor, at: datetime) -> Enquiry:
    """Answer an enquiry: published to everybody at once, without the asker's name (D-33)."""
    if not answer.strip():
        raise DomainError(_("请填写答复内容。"), field="answer", rule="D-33")
    tender = enquiry.tender
    supplier = enquiry.asker
    for name in filter(None, (supplier.name, supplier.short_name, supplier.credit_code)):
        if name in answer:
            text = _("答复会向所有人公开，不能写出任何供应商的名称。请删去后再公开。")
            raise DomainError(text, field="answer", rule="I-03")
    publication = _publish_answer(enquiry, answer.strip(), actor, at)
    lifecycle.apply(
        "answer",
        enquiry,
        actor=actor,
        at=at,
        updates={"answer": answer.strip(), "answered_at": at, "publication_code": publication.code},
    )
    notify(
        event="enquiry_answered",
        recipients=people.of_supplier(supplier, tender),
        context={"tender": tender.code, "title": tender.title},
        url=f"/notices/{publication.code}/",
        at=at,
    )
    notify(
        event="tender_clarified",
        recipients=people.concerned(tender, but=supplier),
        context={"tender": tender.code, "title": tender.title},
        url=f"/notices/{publication.code}/",
        at=at,
    )
    return enquiry


def _over(tender: Tender) -> str:
    values = {"deadline": moment(tender.deadline), "article": cited(tender.own_articles["correction"])}
    return _("对采购文件的询问已于%(deadline)s截止（%(article)s），这个问题没有提交。") % values


def _due(at: datetime) -> date | None:
    try:
        return answer_due(clock.local_date(at)).limit
    except NoCalendar:
        return None


@in_language_of_record
def _publish_answer(enquiry: Enquiry, text: str, actor: Actor, at: datetime) -> Publication:
    tender = enquiry.tender
    rows = [
        row(_("问题"), _hidden(enquiry)),
        row(_("答复"), text),
        row(_("答复日期"), long_day(clock.local_date(at))),
    ]
    return publish(
        kind=PublicationKind.CLARIFICATION,
        subject_kind=ENQUIRY.subject_kind,
        subject_code=enquiry.code,
        project_code=tender.project_code,
        title=_("%(title)s澄清答复") % {"title": tender.title},
        organisation=tender.purchaser,
        agency=tender.agency,
        payload=follow_up_payload(
            tender, title=_("二、询问与答复"), rows=rows, facts={"enquiry": enquiry.code}
        ),
        basis=ENQUIRY["answer"].basis,
        corrects=None,
        actor=actor,
        at=at,
    )


def _tells_who(question: str, asker: Organisation) -> bool:
    """Whether a question names its asker in a way that ``_hidden`` does not take out: spaced, in full width,
    with marks nobody sees between, or by a mobile number or mail address."""
    rest = unicodedata.normalize("NFKC", hide_names(text=question, supplier=asker))
    seen = "".join(sign for sign in rest if unicodedata.category(sign) not in ("Cf", "Pd", "Zs"))
    names = [plain_name(name) for name in (asker.name, asker.credit_code or "")]
    return bool(_CONTACT.search(seen)) or any(name and name in plain_name(rest) for name in names)


def _hidden(enquiry: Enquiry) -> str:
    return hide_names(text=enquiry.question, supplier=enquiry.asker)


def hide_names(*, text: str, supplier: Organisation) -> str:
    """Return a question without the asker's own name in it: people sign what they write."""
    for name in filter(
        None, (supplier.name, supplier.short_name, supplier.credit_code, supplier.contact_phone)
    ):
        text = text.replace(name, _("（提问供应商）"))
    return text
