"""After the signature: publication (D-25), filing (D-26), and the end of the contract."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.budgeting import services as budgeting
from procurement.core import lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.language import in_language_of_record
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish

from ..lifecycle import CONTRACT
from ..models import Contract
from ..selectors.content import contract_notice, slices_of
from ..selectors.sources import cause_of


@transaction.atomic
def publish_contract(*, contract: Contract, actor: Actor, at: datetime, medium_url: str = "") -> Contract:
    """Publish the contract, within two working days of signing (D-25). Record and notice: both or neither."""
    lifecycle.apply("publish", contract, actor=actor, at=at, updates={"published_at": at})
    publication = _publish_notice(contract, actor, at, medium_url)
    contract.publication_code = publication.code
    contract.save(update_fields=["publication_code"])
    return contract


@transaction.atomic
def file_contract(*, contract: Contract, actor: Actor, at: datetime) -> Contract:
    """File the copy with the finance department of the same level: a number, no approval (D-26)."""
    number = next_code(f"HTBA-{local_date(at):%Y}-")
    lifecycle.apply("file", contract, actor=actor, at=at, updates={"filed_at": at, "filing_number": number})
    return contract


@transaction.atomic
def complete_contract(*, contract: Contract, actor: Actor, at: datetime) -> Contract:
    """Everything is delivered, accepted and paid; what was committed and is not needed becomes free (N-11)."""
    lifecycle.apply("complete", contract, actor=actor, at=at)
    for part in slices_of(contract):
        left = part.amount - part.paid
        if left:
            budgeting.release_committed(
                line=part.line, amount=left, actor=SYSTEM, at=at, cause=cause_of(contract)
            )
    return contract


@in_language_of_record
def _publish_notice(contract: Contract, actor: Actor, at: datetime, medium_url: str) -> Publication:
    return publish(
        kind=PublicationKind.CONTRACT,
        subject_kind=CONTRACT.subject_kind,
        subject_code=contract.code,
        project_code=contract.item.code,
        title=_("%(title)s合同公告") % {"title": contract.title},
        organisation=contract.purchaser,
        payload=contract_notice(contract, local_date(at)),
        summary=f"{contract.supplier.name} {contract.item.description}",
        actor=actor,
        at=at,
        basis=CONTRACT["publish"].basis,
        medium_url=medium_url,
    )
