"""Proofs handed in once and used many times (RULES N-04, H-01)."""

from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import attachments
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.regulations.canonical import sha256_hex

from .. import permissions
from ..enums import PaperKind
from ..lifecycle import SUPPLIER
from ..models import Supplier, SupplierPaper
from ..selectors import commitments_accepted
from .recording import put_on_record

_PROMISES = {
    PaperKind.FINANCE: "具有良好的商业信誉和健全的财务会计制度",
    PaperKind.TAX: "有依法缴纳税收的良好记录",
    PaperKind.SOCIAL_SECURITY: "有依法缴纳社会保障资金的良好记录",
    PaperKind.CAPABILITY: "具有履行合同所必需的设备和专业技术能力",
    PaperKind.STATEMENT: "参加政府采购活动前三年内，在经营活动中没有重大违法记录",
}
LETTER = (
    "资格承诺书\n"
    "本单位（本人）郑重承诺：{proof}，符合《中华人民共和国政府采购法》第二十二条第一款的规定，"
    "需要时随时提供证明材料备查。\n"
    "承诺不实的，属于提供虚假材料谋取中标、成交，愿依照《中华人民共和国政府采购法》第七十七条承担责任。\n"
    "承诺人：{name}"
)


def add_paper(
    *,
    supplier: Supplier,
    kind: str,
    file: UploadedFile,
    actor: Actor,
    at: datetime,
    valid_until: date | None = None,
) -> SupplierPaper:
    """Keep a proof; DomainError beside ``file`` where it cannot be one.

    One that has run out is kept too: papers are judged at the date the documents name (N-04), the screens
    warn. The file is stored before the transaction, which must not wait for a disk, and discarded if it
    fails.
    """
    _require_manage(supplier, actor)
    attachment = attachments.store(
        file=file,
        purpose=str(PaperKind(kind)),
        owner_kind=SUPPLIER.subject_kind,
        owner_code=supplier.code,
        actor=actor,
        at=at,
    )
    try:
        with transaction.atomic():
            paper = SupplierPaper.objects.create(
                supplier=supplier,
                code=attachment.code,
                attachment=attachment,
                kind=kind,
                valid_until=valid_until,
                added_at=at,
            )
            changes = {"kind": str(PaperKind(kind)), "file": attachment.code, "sha256": attachment.sha256}
            put_on_record(supplier=supplier, action="add_paper", actor=actor, at=at, changes=changes)
    except Exception:
        attachments.discard(attachment)
        raise
    return paper


def commitment_text(supplier: Supplier, kind: str) -> str:
    """Return the letter that stands for a proof; the law's words stay Chinese in every language."""
    return LETTER.format(name=supplier.organisation.name, proof=_PROMISES[PaperKind(kind)])


@transaction.atomic
def sign_commitment(*, supplier: Supplier, kind: str, actor: Actor, at: datetime) -> SupplierPaper:
    """Sign a commitment letter instead of handing in a proof, where the bureau lets it (N-04, CFG)."""
    _require_manage(supplier, actor)
    if kind not in commitments_accepted(local_date(at)):
        raise DomainError(
            _("这类材料不能用承诺书代替，请上传材料。"),
            field="kind",
            rule="N-04",
        )
    text = commitment_text(supplier, kind)
    paper = SupplierPaper.objects.create(
        supplier=supplier, kind=kind, commitment=text, signed_by=actor.name, added_at=at
    )
    changes = {"kind": str(PaperKind(kind)), "letter": paper.code, "sha256": sha256_hex(text.encode())}
    put_on_record(supplier=supplier, action="sign_commitment", actor=actor, at=at, changes=changes)
    return paper


@transaction.atomic
def withdraw_paper(*, paper: SupplierPaper, actor: Actor, at: datetime) -> SupplierPaper:
    """Take a proof out of use; it stays on file for what it was used for."""
    supplier = paper.supplier
    _require_manage(supplier, actor)
    if SupplierPaper.objects.select_for_update().get(pk=paper.pk).withdrawn_at is not None:
        raise WrongState(_("这份材料已经撤回。"))
    paper.withdrawn_at = at
    paper.save(update_fields=["withdrawn_at"])
    put_on_record(
        supplier=supplier, action="withdraw_paper", actor=actor, at=at, changes={"file": paper.code}
    )
    return paper


def _require_manage(supplier: Supplier, actor: Actor) -> None:
    verdict = permissions.manage(actor, supplier)
    if not verdict:
        raise NotAllowed(verdict.reason)
