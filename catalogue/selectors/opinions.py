"""What was said of a catalogue in the making, and what is still unanswered."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core.actors import Actor

from ..enums import OpinionKind, VersionStatus
from ..models import CatalogueItem, CatalogueVersion, DepartmentOpinion, PublicComment


def silent(version: CatalogueVersion) -> QuerySet[DepartmentOpinion]:
    """Return the departments that were asked and have not answered."""
    return version.opinions.filter(answered_at__isnull=True)


def unanswered_suggestions(version: CatalogueVersion) -> QuerySet[DepartmentOpinion]:
    """Return the departments' suggestions that the bureau has not answered."""
    return version.opinions.filter(kind=OpinionKind.SUGGEST, replied_at__isnull=True)


def unanswered_comments(version: CatalogueVersion) -> QuerySet[PublicComment]:
    """Return the public's comments that the bureau has not answered."""
    return version.comments.filter(replied_at__isnull=True)


def pending_replies(version: CatalogueVersion) -> int:
    """Return how many suggestions of departments and public wait for an answer."""
    return unanswered_suggestions(version).count() + unanswered_comments(version).count()


def experts_missing(version: CatalogueVersion) -> bool:
    """Tell whether neither an expert has spoken nor a reason says why none was asked."""
    return not version.review_waiver.strip() and not version.experts.exists()


def was_asked(actor: Actor, version: CatalogueVersion) -> bool:
    """Tell whether the actor's organisation was consulted on the version."""
    if actor.organisation_id is None:
        return False
    return version.opinions.filter(organisation=actor.organisation_id).exists()


def to_consult(version: CatalogueVersion) -> list[Organisation]:
    """Return whom to ask: departments and townships, those who answer for an entry marked ``answers_for``."""
    kinds = (
        OrganisationKind.SUPERVISING_DEPARTMENT,
        OrganisationKind.COUNTY_DEPARTMENT,
        OrganisationKind.TOWNSHIP,
    )
    named = CatalogueItem.responsible.through.objects.filter(catalogueitem__version=version)
    # Asked for once: as a condition on each organisation it walked through the entries for each.
    theirs = set(named.values_list("organisation", flat=True).distinct())
    found = Organisation.objects.active().filter(Q(kind__in=kinds) | Q(pk__in=theirs))
    asked = list(found.order_by("kind", "code"))
    for one in asked:
        one.answers_for = one.pk in theirs
    return asked


def questions_to(actor: Actor) -> QuerySet[DepartmentOpinion]:
    """Return what the actor's organisation was asked and has not answered."""
    asked = DepartmentOpinion.objects.filter(
        organisation=actor.organisation_id,
        version__status=VersionStatus.CONSULTING,
        answered_at__isnull=True,
    )
    return asked.select_related("version").order_by("version__consult_until", "pk")


def public_comments(version: CatalogueVersion) -> QuerySet[PublicComment]:
    """Return the comments that were answered: published together with their answer."""
    return version.comments.filter(replied_at__isnull=False)


def counts_of(version: CatalogueVersion) -> dict[str, int]:
    """Return how many were asked, answered, suggested; how many comments came and were answered."""
    departments = version.opinions.aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        suggested=Count("pk", filter=Q(kind=OpinionKind.SUGGEST)),
    )
    comments = version.comments.aggregate(
        comments=Count("pk"), replied=Count("pk", filter=Q(replied_at__isnull=False))
    )
    return {**departments, **comments}


def closing(until: date) -> QuerySet[CatalogueVersion]:
    """Return the catalogues whose public comment ended before ``until``."""
    return CatalogueVersion.objects.filter(status=VersionStatus.COMMENTING, comment_until__lt=until)


def taking_effect(until: date) -> QuerySet[CatalogueVersion]:
    """Return the announced catalogues that are to be in force by ``until``."""
    return CatalogueVersion.objects.filter(status=VersionStatus.ANNOUNCED, effective_from__lte=until)
