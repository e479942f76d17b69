"""Real processes at once, on whichever database the suite runs: two people decide and publish one award."""

from collections.abc import Callable
from typing import Any

import pytest

from procurement.accounts.enums import Office
from procurement.awarding.models import Award, OutcomeLetter
from procurement.awarding.services import confirm_award, publish_result
from procurement.core.actors import Actor
from procurement.core.models import AuditEntry
from procurement.publications.models import Publication
from tests.factories import accounts as people
from tests.factories.awarding import Stage, later
from tests.tendering.test_seal_concurrency import at_once

from .conftest import TERMS

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed() -> Stage:
    """Everybody has signed; the stage's leader and another one stand ready."""
    stage = Stage(**TERMS).signed()
    stage.second = people.person(stage.purchaser, Office.LEADER)  # type: ignore[attr-defined]
    return stage


def step(service: Callable[..., None], award: Award, actor: Actor) -> Callable[[], str]:
    """Return a job for a process of its own: the award as it was when the button was shown, then one step."""

    def job() -> str:
        service(award=Award.objects.get(pk=award.pk), actor=actor, at=later(5))
        return "done"

    return job


def outcomes(answers: list[Any]) -> list[str]:
    return sorted(answer.split(":")[0] for answer in answers)


def actions(award: Award) -> list[str]:
    entries = AuditEntry.objects.filter(subject_kind="award", subject_code=award.code).order_by("seq")
    return [entry.action for entry in entries]


def test_two_people_confirm_and_publish_at_once_and_there_is_one_of_everything(signed):
    award, both = signed.package.awards.get(), (signed.leader, signed.second)

    confirmed = at_once([step(confirm_award, award, actor) for actor in both])
    assert outcomes(confirmed) == ["done", "refused"]
    published = at_once([step(publish_result, award, actor) for actor in both])
    assert outcomes(published) == ["done", "refused"]

    award.refresh_from_db()
    assert (award.status, signed.again().package.status) == ("NOTIFIED", "AWARDED")
    assert actions(award) == ["create", "confirm", "notify"]
    assert Award.objects.count() == 1
    notice = Publication.objects.get(kind="RESULT")
    assert award.publication_code == notice.code
    letters = OutcomeLetter.objects.filter(package=signed.package)
    assert sorted(letter.rank for letter in letters) == [1, 2, 3]


def test_who_publishes_while_another_confirms_never_publishes_an_unconfirmed_award(signed):
    """Whichever comes first: a notice stands if, and only if, the award was confirmed before it."""
    award = signed.package.awards.get()
    jobs = [step(confirm_award, award, signed.leader), step(publish_result, award, signed.second)]
    confirmed, published = at_once(jobs)
    award.refresh_from_db()
    went_out = published == "done"
    assert confirmed == "done"
    assert Publication.objects.filter(kind="RESULT").count() == int(went_out)
    assert actions(award) == ["create", "confirm", *(["notify"] if went_out else [])]
