"""What a code or a hash is, if the public may know: what a match proves, and what it does not.

Each finder returns None for what it does not know and for what is not public yet, so that the page cannot
tell the two apart. Nothing here counts anything.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.awarding.enums import AwardStatus
from procurement.awarding.models import Award
from procurement.contracts.models import Contract
from procurement.contracts.selectors import public as public_contracts
from procurement.core import checkpoints
from procurement.core.models import AuditCheckpoint
from procurement.core.templatetags import formats
from procurement.publications.models import Publication
from procurement.tendering.enums import RoundStatus, TenderStatus
from procurement.tendering.models import BidRound, SealedBid, TenderDocument
from procurement.tendering.selectors import bidding

_HASH = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{2,79}")
MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Proof:
    """A match: what it is, its facts, and in plain words what follows from it and what does not."""

    title: str
    kind: str
    proves: str
    not_proves: str
    url: str = ""
    facts: list[dict[str, str]] = field(default_factory=list)
    tone: str = "done"


def normalised(text: str) -> str:
    """Return what was typed without spaces between the groups of four, full-width letters made plain."""
    plain = unicodedata.normalize("NFKC", text[:MAX_LENGTH])
    return "".join(plain.split())


def find(text: str) -> list[Proof]:
    """Return everything public that the text names: a hash, a day, a receipt or another code."""
    asked = normalised(text)
    if _HASH.fullmatch(asked.lower()):
        return _all(_BY_HASH, asked.lower())
    try:
        return _checkpoint_of(date.fromisoformat(asked))
    except ValueError:
        return _all(_BY_CODE, asked.upper()) if _CODE.fullmatch(asked) else []


def _all(finders: tuple[Callable[[str], Proof | None], ...], asked: str) -> list[Proof]:
    return [proof for finder in finders if (proof := finder(asked)) is not None]


# Publications, tender documents ---------------------------------------------------------------------------------


def _publication_by_hash(sha256: str) -> Proof | None:
    return _publication(Publication.objects.filter(sha256=sha256).defer("payload", "search_text").first())


def _publication_by_code(code: str) -> Proof | None:
    return _publication(Publication.objects.filter(code=code).defer("payload", "search_text").first())


def _publication(row: Publication | None) -> Proof | None:
    if row is None:
        return None
    return Proof(
        title=row.title,
        kind=row.get_kind_display(),
        proves=_("平台在所示时间发布过这份公告；指纹一致，说明您手中的内容与发布时一字不差。"),
        not_proves=_("不能说明公告所述事实本身属实；公告可能已有更正，请查看公告页面。"),
        url=reverse("cms:notice-detail", args=[row.code]),
        facts=[
            _fact(_("公告编号"), row.code),
            _fact(_("发布单位"), row.organisation_name),
            _fact(_("发布时间"), formats.day_time(row.published_at)),
            _hash(_("指纹（SHA-256）"), row.sha256),
        ],
    )


def _tender_document(sha256: str) -> Proof | None:
    rows = TenderDocument.objects.filter(
        sha256=sha256, tender__status__in=(TenderStatus.RELEASED, TenderStatus.TERMINATED)
    )
    row = rows.select_related("tender").defer("payload").first()
    if row is None:
        return None
    return Proof(
        title=_("%(title)s采购文件（第%(version)s版）") % {"title": row.tender.title, "version": row.version},
        kind=_("采购文件"),
        proves=_("这是发布过的采购文件版本，内容没有改动。"),
        not_proves=_("不能说明这是最新版本：之后可能有更正，请查看项目页面。"),
        url=reverse("cms:tender-document", args=[row.tender.code, row.version]),
        facts=[
            _fact(_("项目编号"), row.tender.code),
            _fact(_("发布时间"), formats.day_time(row.released_at)),
        ],
    )


# Awards, bundles, contracts -------------------------------------------------------------------------------------


def _award_by_hash(sha256: str) -> Proof | None:
    return _award(_public_awards().filter(letter_sha256=sha256).first())


def _award_by_code(code: str) -> Proof | None:
    return _award(_public_awards().filter(code=code).first())


def _public_awards():
    """Return awards whose notice is out, void ones too: a letter that was sent can always be looked up."""
    return Award.objects.filter(publication_code__gt="").select_related("supplier", "package__tender")


def _award(row: Award | None) -> Proof | None:
    if row is None:
        return None
    void = row.status == AwardStatus.VOIDED
    return Proof(
        title=_("%(title)s成交通知书") % {"title": row.package.tender.title},
        kind=_("成交通知书"),
        proves=_("平台发出过这份通知书，供应商和金额如下；指纹一致，说明通知书没有改动。"),
        not_proves=_("这份通知书已经失效：成交结果后来被认定无效，请查看项目页面。")
        if void
        else _("不能说明合同已经签订，也不能说明服务已经履行。"),
        url=reverse("cms:notice-detail", args=[row.publication_code]),
        facts=[
            _fact(_("成交供应商"), row.supplier.name),
            _fact(_("成交金额"), _("%(amount)s 元") % {"amount": formats.amount(row.amount)}),
            _fact(_("发出时间"), formats.day_time(row.notified_at)),
            _hash(_("指纹（SHA-256）"), row.letter_sha256),
        ],
    )


def _bundle(sha256: str) -> Proof | None:
    rows = _public_awards().filter(package__evaluation__bundle_sha256=sha256)
    row = rows.order_by("-pk").first()
    if row is None:
        return None
    return Proof(
        title=_("%(title)s评审数据包") % {"title": row.package.tender.title},
        kind=_("评审数据包"),
        proves=_("结果公告所写的正是这个数据包；用公开程序重新计算，可以得到同样的名次。"),
        not_proves=_("不能说明专家打分恰当，只说明打分之后没有改动。数据包本身依法不全部公开。"),
        url=reverse("cms:notice-detail", args=[row.publication_code]),
        facts=[_fact(_("项目编号"), row.package.tender.code), _fact(_("包号"), row.package.number)],
    )


def _contract_by_code(code: str) -> Proof | None:
    rows = Contract.objects.filter(publication_code__gt="").filter(Q(code=code) | Q(filing_number=code))
    return _contract(rows.select_related("supplier", "purchaser").first())


def _contract_by_hash(sha256: str) -> Proof | None:
    return _contract(public_contracts.contract_by_hash(sha256))


def _contract(row: Contract | None) -> Proof | None:
    if row is None:
        return None
    return Proof(
        title=row.title,
        kind=_("合同"),
        proves=_("平台公告过这份合同，双方和金额如下；指纹一致，说明合同内容与双方签署时相同。"),
        not_proves=_("不能说明服务已经验收或者款项已经支付，请查看项目页面。"),
        url=reverse("cms:notice-detail", args=[row.publication_code]),
        facts=[
            _fact(_("采购人"), row.purchaser.name),
            _fact(_("供应商"), row.supplier.name),
            _fact(_("合同金额"), _("%(amount)s 元") % {"amount": formats.amount(row.amount)}),
            _fact(_("签订日期"), formats.day(row.signed_at)),
            _hash(_("合同内容哈希（SHA-256）"), row.sha256),
        ],
    )


# Sealed bids: whoever holds a receipt learns of that receipt, of no tender and of no neighbour ------------------


def _receipt_by_code(code: str) -> Proof | None:
    return _receipt(bidding.receipt(code))


def _receipt_by_hash(sha256: str) -> Proof | None:
    rows = SealedBid.objects.filter(Q(entry_hash=sha256) | Q(sealed_sha256=sha256))
    return _receipt(rows.select_related("round").first())


def _receipt(bid: SealedBid | None) -> Proof | None:
    if bid is None:
        return None
    closed = bid.round.status != RoundStatus.RECEIVING
    return Proof(
        title=_("投标（响应）回执 %(receipt)s") % {"receipt": bid.receipt},
        kind=bid.get_status_display(),
        proves=_("平台在所示时间收到过这份密封文件，登记的状态和指纹如下。"),
        not_proves=_("不能说明是谁递交的、内容是什么，也不能说明有几家递交：截止前这些都不公开。"),
        url=reverse("tendering:opening-detail", args=[bid.round.code]) if closed else "",
        facts=[
            _fact(_("递交时间"), formats.day_time(bid.submitted_at)),
            _hash(_("密封文件指纹"), bid.sealed_sha256),
            _hash(_("回执指纹"), bid.entry_hash),
        ],
        tone="done" if bid.status == "VALID" else "warn",
    )


def _opening_root(sha256: str) -> Proof | None:
    rows = BidRound.objects.filter(root=sha256).exclude(status=RoundStatus.RECEIVING)
    row = rows.select_related("package__tender").first()
    if row is None:
        return None
    return Proof(
        title=_("%(title)s回执根哈希") % {"title": row.package.tender.title},
        kind=_("开标（开启）记录"),
        proves=_("这个根哈希在截止时就已固定，它绑定了当时的全部回执，一份不多、一份不少。"),
        not_proves=_("不能说明任何一份文件的内容。请用记录中的回执逐份核对。"),
        url=reverse("tendering:opening-detail", args=[row.code]),
    )


# Checkpoints ----------------------------------------------------------------------------------------------------


def _checkpoint_of(day: date) -> list[Proof]:
    found = _checkpoint(checkpoints.checkpoint_of(day))
    return [found] if found else []


def _checkpoint_by_root(sha256: str) -> Proof | None:
    return _checkpoint(AuditCheckpoint.objects.filter(root=sha256).first())


def _checkpoint(row: AuditCheckpoint | None) -> Proof | None:
    if row is None:
        return None
    return Proof(
        title=_("%(day)s核验点") % {"day": formats.day_only(row.date)},
        kind=_("每日核验点"),
        proves=_("到这一天结束时的全部办理记录都绑定在这个根哈希里；之后改动任何一条，都会与它对不上。"),
        not_proves=_("不能说明记录的内容，也看不出有多少条记录。"),
        url=reverse("cms:checkpoint-list"),
        facts=[_fact(_("日期"), formats.day(row.date)), _hash(_("根哈希"), row.root)],
    )


def _hash(label: str, value: str) -> dict[str, str]:
    return {"label": label, "value": formats.hash_words(value), "mono": "yes"}


def _fact(label: str, value: str) -> dict[str, str]:
    return {"label": label, "value": value}


_BY_HASH = (
    _publication_by_hash,
    _tender_document,
    _award_by_hash,
    _bundle,
    _contract_by_hash,
    _receipt_by_hash,
    _opening_root,
    _checkpoint_by_root,
)
_BY_CODE = (_publication_by_code, _award_by_code, _contract_by_code, _receipt_by_code)
