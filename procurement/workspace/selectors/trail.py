"""The audit trail for overseers, without what nobody may know yet.

Hidden while the law hides it: a bid until its tender is opened, in negotiation and consultation until the
result (RULES I-03, I-07, N-01), who asked and that anybody took the documents until the deadline has passed
(I-03), single scores until the report is made (E-09), and who sits on a panel, with all that its members do,
until the result notice (E-05).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from procurement.awarding.enums import EvaluationStatus
from procurement.awarding.models import Evaluation
from procurement.awarding.selectors.stages import secret_members
from procurement.budgeting.enums import EntryKind
from procurement.core.lifecycle import Lifecycle
from procurement.core.models import AuditEntry
from procurement.tendering.enums import Method, PackageStatus, RoundStatus
from procurement.tendering.models import BidAgent, DocumentTaking, Enquiry, SealedBid

from ..enums import ACTS, SUBJECTS

_SCORING = (EvaluationStatus.SCORING, EvaluationStatus.NEEDS_EXPLANATION)


def trail(at: datetime) -> QuerySet[AuditEntry]:
    """Return every entry that may be shown at ``at``, newest first."""
    known = Q(round__package__tender__method__in=Method.with_public_opening()) | Q(
        round__package__status__in=PackageStatus.with_result()
    )
    shown = SealedBid.objects.filter(known, round__status=RoundStatus.OPENED)
    taking = DocumentTaking.objects.filter(tender__deadline__gt=at)
    agents = BidAgent.objects.filter(tender__deadline__gt=at)
    asking = Enquiry.objects.filter(tender__deadline__gt=at)
    scoring = Evaluation.objects.filter(status__in=_SCORING)
    return (
        AuditEntry.objects.exclude(~Q(subject_code__in=shown.values("receipt")), subject_kind="bid")
        .exclude(subject_kind="document-taking", subject_code__in=taking.values("code"))
        .exclude(subject_kind="bid-agent", subject_code__in=agents.values("code"))
        .exclude(subject_kind="enquiry", subject_code__in=asking.values("code"))
        .exclude(subject_kind="evaluation", subject_code__in=scoring.values("code"))
        .exclude(_tells_who_judges())
        .order_by("-at", "-pk")
    )


def _tells_who_judges() -> Q:
    """Match what a member of a panel does in its tender, and the grant that names it, while names are secret."""
    subject = ExpressionWrapper(OuterRef("subject_code"), output_field=CharField())
    members = secret_members().annotate(subject=subject)
    acts = members.filter(user__code=OuterRef("actor_code"))
    in_tender = acts.filter(subject__startswith=F("panel__package__tender__code"))
    bids = SealedBid.objects.filter(receipt=OuterRef("subject"))
    on_bid = acts.filter(Exists(bids.filter(round__package=OuterRef("panel__package"))))
    granted = members.filter(panel__package__tender__code=OuterRef("subject_code"))
    names = Q(action__in=("grant", "revoke"), changes__permission="evaluate_tender")
    return Q(Exists(in_tender)) | Q(Exists(on_bid)) | (names & Q(Exists(granted)))


def chain(kind: str, code: str, at: datetime) -> QuerySet[AuditEntry]:
    """Return one subject's entries, oldest first; nothing of a subject that is still hidden."""
    return trail(at).filter(subject_kind=kind, subject_code=code).order_by("seq")


@dataclass(frozen=True, slots=True)
class Step:
    """One entry in words: what kind of subject, what was done, from which state to which."""

    entry: AuditEntry
    subject: "str | Promise"
    act: "str | Promise"
    source: "str | Promise"
    target: "str | Promise"
    # Under which agreement an agency acted for the purchaser (N-06); nothing where it was no agency's act.
    entrusted: str = ""


def in_words(entries: Iterable[AuditEntry]) -> list[Step]:
    """Return the entries with the words of their lifecycle; a code without words is shown as it is."""
    tables = {table.subject_kind: table for table in Lifecycle.all()}
    return [_step(entry, tables.get(entry.subject_kind)) for entry in entries]


def _step(entry: AuditEntry, table: Lifecycle | None) -> Step:
    transition = table.transitions.get(entry.action) if table else None
    states = dict(table.model._meta.get_field("status").choices or ()) if table else {}
    kind = table.model._meta.verbose_name if table else entry.subject_kind
    return Step(
        entry=entry,
        subject=SUBJECTS.get(entry.subject_kind, kind or entry.subject_kind),
        act=(transition.label if transition else "") or _act(entry.action),
        source=states.get(entry.source, entry.source),
        target=states.get(entry.target, entry.target),
        entrusted=entry.changes.get("entrustment") or "",
    )


def _act(action: str) -> "str | Promise":
    """Name an act that no lifecycle names: an own word, or the ledger's for what moved money."""
    moved = action.upper()
    return ACTS.get(action) or (EntryKind(moved).label if moved in EntryKind.values else action)
