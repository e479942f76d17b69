"""What waits around sealed bids: ceremonies, deadlines of bids begun, examinations. Nothing countable."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.accounts.selectors import objects_granted
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.todo import Todo

from ..enums import Method, PackageStatus, RoundKind, RoundStatus, SmallPurchaseStatus
from ..models import BidRound, CustodianReplacement, Package, QuoteRequest, Tender
from . import bidding, custody, rounds
from .lists import entrusted


def seal_todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return what waits for this person: to open, to seal, to examine, to annul for want of bids."""
    return [
        *_ceremonies(actor),
        *_replacements(actor, at),
        *_abandoned(actor),
        *_bids(actor, at),
        *_prices(actor, at),
        *_examinations(actor),
        *_too_few(actor),
    ]


def _ceremonies(actor: Actor) -> Iterator[Todo]:
    """A closed round that I have not yet acted on; opened at once, the law says (D-15)."""
    mine = custody.places_of(actor.user_id).filter(acted_at__isnull=True, round__status=RoundStatus.CLOSED)
    for place in mine.select_related("round__package__tender").order_by("round__deadline"):
        yield Todo(
            title=_("开标（开启）：%(title)s") % {"title": place.round.package.tender.title},
            due=local_date(place.round.deadline),
            url=reverse("tendering:ceremony-detail", args=[place.round.code]),
            rule="D-15",
            subject_code=place.round.package.tender.code,
            method=place.round.package.tender.method,
        )


def _replacements(actor: Actor, at: datetime) -> Iterator[Todo]:
    """A replacement that a colleague began and that waits for me: an hour, no longer (N-03)."""
    waiting = CustodianReplacement.objects.filter(
        round__in=custody.places_of(actor.user_id).values("round"),
        done_at=None,
        dropped_at=None,
        until__gte=at,
    ).select_related("round__package__tender")
    for replacement in waiting:
        places = custody.places_of(actor.user_id).filter(round=replacement.round_id)
        if places.filter(part__in=(replacement.part, replacement.first_part)).exists():
            continue
        yield Todo(
            title=_("确认更换开标密钥保管人（一小时内有效）：%(title)s")
            % {"title": replacement.round.package.tender.title},
            due=local_date(replacement.until),
            url=reverse("tendering:custodian-replace", args=[replacement.round.code]),
            rule="N-03",
            subject_code=replacement.round.package.tender.code,
        )


def _abandoned(actor: Actor) -> Iterator[Todo]:
    """One of three left the office: the two others replace them, and who runs the tender sees to it (N-03)."""
    concerned = Q(round__in=custody.places_of(actor.user_id).values("round"))
    if actor.holds(Office.OPERATOR):
        concerned |= Q(round__package__tender__purchaser_id=actor.organisation_id)
    if actor.holds(Office.AGENCY_OPERATOR):
        concerned |= Q(round__package__tender__agency_id=actor.organisation_id)
    places = list(custody.abandoned().filter(concerned).order_by("round__deadline", "pk"))
    gone: dict[int, set[str]] = {}
    for place in places:
        gone.setdefault(place.round_id, set()).add(place.part)
    stuck = {place.round_id: place.round for place in places}
    stuck = {pk: round for pk, round in stuck.items() if custody.is_stuck(round, gone[pk])}
    yield from (_unopenable(round) for round in stuck.values())
    for place in places:
        if place.round_id in stuck:
            continue
        yield Todo(
            title=_("更换已离任的开标密钥保管人%(person)s：%(title)s")
            % {"person": place.key.user.display_name, "title": place.round.package.tender.title},
            due=local_date(place.round.deadline),
            url=reverse("tendering:ceremony-detail", args=[place.round.code]),
            rule="N-03",
            subject_code=place.round.package.tender.code,
        )


def _unopenable(round: BidRound) -> Todo:
    """Fewer than two are left: nobody can open or replace, and somebody must say how it goes on (N-03)."""
    return Todo(
        title=_("保管人不足两位，文件打不开，请决定怎么办：%(title)s")
        % {"title": round.package.tender.title},
        due=local_date(round.deadline),
        url=reverse("tendering:ceremony-detail", args=[round.code]),
        rule="N-03",
        subject_code=round.package.tender.code,
    )


def _bids(actor: Actor, at: datetime) -> Iterator[Todo]:
    """A bid begun and not sealed, an invitation, and every final offer I was called to."""
    if not actor.holds(Office.BIDDER, Office.SUPPLIER_ADMIN, Office.AGENT):
        return
    called = bidding.receiving(actor).filter(kind=RoundKind.FINAL)
    begun = bidding.drafted(actor) | called | bidding.invited(actor)
    if not actor.holds(Office.BIDDER, Office.SUPPLIER_ADMIN):
        # Who was authorised for one tender is reminded of that one, of every round of it (E-62).
        begun = bidding.receiving_for_agent(actor)
    sealed = bidding.my_bids(actor).filter(status="VALID").values("round")
    for round in begun.filter(deadline__gte=at).exclude(pk__in=sealed).distinct():
        yield Todo(
            title=_("密封递交%(kind)s：%(title)s")
            % {"kind": round.get_kind_display(), "title": round.package.tender.title},
            due=local_date(round.deadline),
            url=reverse("tendering:bid-edit", args=[round.code]),
            rule="D-16",
            subject_code=round.package.tender.code,
            method=round.package.tender.method,
        )


def _prices(actor: Actor, at: datetime) -> Iterator[Todo]:
    """A small purchase that wants my price (N-14)."""
    if not actor.holds(Office.BIDDER, Office.SUPPLIER_ADMIN):
        return
    open_ = QuoteRequest.objects.filter(
        supplier=actor.organisation_id,
        quote=None,
        until__gte=at,
        purchase__status=SmallPurchaseStatus.QUOTING,
    )
    if actor.newcomer_since is not None:
        open_ = open_.filter(asked_at__gt=actor.newcomer_since)
    for asked in open_.select_related("purchase").order_by("until"):
        yield Todo(
            title=_("报价：%(title)s") % {"title": asked.purchase.title},
            due=local_date(asked.until),
            url=asked.get_absolute_url(),
            rule="N-14",
            subject_code=asked.purchase.code,
        )


def _examinations(actor: Actor) -> Iterator[Todo]:
    """Packages opened and not yet examined, for the group; after a tender for its operator too (N-13)."""
    opened = Package.objects.filter(status=PackageStatus.OPENED)
    for_group = opened.filter(tender__in=objects_granted(actor, "evaluate_tender", Tender))
    found = for_group
    if actor.holds(Office.OPERATOR):
        found |= opened.filter(
            tender__purchaser_id=actor.organisation_id, tender__method__in=Method.with_public_opening()
        )
    if actor.holds(Office.AGENCY_OPERATOR):
        mine = entrusted(actor, "tender__agency", "tender__plan__")
        found |= opened.filter(mine, tender__method__in=Method.with_public_opening())
    for package in found.select_related("tender").distinct().order_by("pk"):
        round = package.rounds.get(kind=RoundKind.FIRST)
        yield Todo(
            title=_("审查投标（响应）文件：%(title)s") % {"title": package.tender.title},
            due=None,
            url=reverse("tendering:opened-round", args=[round.code]),
            rule="N-13",
            subject_code=package.tender.code,
        )


def _too_few(actor: Actor) -> Iterator[Todo]:
    """Too few to open, or too few who can still qualify: whoever runs the tender annuls and goes on (E-61)."""
    if not actor.holds(Office.OPERATOR, Office.AGENCY_OPERATOR):
        return
    unopened = BidRound.objects.filter(status=RoundStatus.UNOPENED).filter(
        package__status__in=(PackageStatus.CLOSED, PackageStatus.FINAL_OFFERS)
    )
    opened = rounds.with_hopeful().filter(status=PackageStatus.OPENED)
    failing = [one.pk for one in _run_by(actor, opened) if one.hopeful < rounds.needed(one)]
    never = Package.objects.filter(rounds__in=unopened)
    found = Package.objects.filter(pk__in=failing) | _run_by(actor, never)
    for package in found.select_related("tender").distinct().order_by("tender__deadline", "pk"):
        yield Todo(
            title=_("供应商不足，宣布废标并选择下一步：%(title)s") % {"title": package.tender.title},
            due=None,
            url=reverse("tendering:package-annul", args=[package.code]),
            rule="E-61",
            subject_code=package.tender.code,
        )


def _run_by(actor: Actor, packages: "QuerySet[Package]") -> "QuerySet[Package]":
    """Return those of the packages that this person runs; the call of a framework fails on the framework's page."""
    mine = packages.exclude(tender__method=Method.FRAMEWORK)
    return mine.filter(
        Q(tender__purchaser_id=actor.organisation_id) | entrusted(actor, "tender__agency", "tender__plan__")
    )
