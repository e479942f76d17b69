"""Taking the documents: free, for every supplier, and known to nobody (38号; RULES N-04, I-07)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, safe
from procurement.core.actors import Actor
from procurement.core.codes import random_code
from procurement.core.errors import NotAllowed, WrongState
from procurement.core.language import cited

from .. import permissions
from ..models import DocumentTaking, Tender
from ..selectors.takers import purpose, taking_of, token_of

SUBJECT_KIND = "document-taking"
# The chain proves that and when; who it was stays under the key.
_UNNAMED = Actor(
    code="TAKER", name="获取文件的供应商", organisation_code="TAKER", organisation_name="（不公开）"
)


@transaction.atomic
def take_documents(*, tender: Tender, actor: Actor, at: datetime) -> DocumentTaking:
    """Note that the actor's supplier took the documents; from then on every change is told to it.

    Taking them twice changes nothing. Once the deadline has passed there is nothing to be told of any more.
    """
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    verdict = permissions.take_documents(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="D-10")
    if locked.deadline is not None and at >= locked.deadline:
        text = _("截止时间已过，不再提供采购文件；公开的文件仍可查看（%(article)s）。")
        raise WrongState(text % {"article": cited(locked.own_articles["notice"])}, rule="D-10")
    supplier_id = int(actor.organisation_id or 0)
    made = taking_of(locked, supplier_id)
    if made is not None:
        return made
    made = DocumentTaking.objects.create(
        code=f"HQ-{random_code()}",
        tender=locked,
        token=token_of(locked, supplier_id),
        supplier=safe.lock(str(supplier_id).encode(), purpose(locked)),
        taken_at=at,
    )
    audit.record(
        subject_kind=SUBJECT_KIND,
        subject_code=made.code,
        action="create",
        actor=_UNNAMED,
        at=at,
        basis="D-10 D-12 D-13",
    )
    return made
