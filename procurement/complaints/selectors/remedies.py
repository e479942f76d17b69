"""What may follow an upheld challenge: package by package, with the figures that decide it (94 art. 16)."""

from dataclasses import dataclass

from procurement.awarding.selectors.ranking import Succession, standing_award, succession
from procurement.tendering.enums import PackageStatus
from procurement.tendering.models import Package

from ..models import Challenge

_SETTLED = (PackageStatus.CONTRACTED, PackageStatus.ANNULLED, PackageStatus.TERMINATED)


@dataclass(frozen=True, slots=True)
class Outlook:
    """One package of a challenged tender; ``after`` where a report names candidates."""

    package: Package
    after: Succession | None


def live_packages(challenge: Challenge) -> list[Package]:
    """Return the packages that are neither contracted nor over."""
    rows = Package.objects.filter(tender=challenge.tender).exclude(status__in=_SETTLED)
    return list(rows.select_related("tender").order_by("number"))


def outlooks(challenge: Challenge) -> list[Outlook]:
    """Return the live packages with who would follow the winner of each."""
    awards = [(package, standing_award(package)) for package in live_packages(challenge)]
    return [Outlook(package, succession(award) if award else None) for package, award in awards]
