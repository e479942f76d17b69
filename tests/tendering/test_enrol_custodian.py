"""Enrolling a custodian's key."""

import pytest

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.models import AuditEntry
from procurement.tendering.models import CustodianKey
from procurement.tendering.services.custody import enrol_custodian, grouped_secret, secret_of
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db
PHRASE = "桂花香里开标的人们"


def keeper():
    return people.person(people.township(), Office.CUSTODIAN)


def test_the_wrapped_secret_opens_with_the_phrase_and_with_the_recovery_sheet():
    key = make.enrol(keeper(), PHRASE)
    stored = CustodianKey.objects.get(pk=key.pk)
    assert secret_of(key=stored, passphrase=PHRASE).decode() == key.recovery
    assert secret_of(key=stored, passphrase=f" {key.recovery.lower()} ").decode() == key.recovery
    assert secret_of(key=stored, passphrase=" ".join(grouped_secret(key.recovery))).decode() == key.recovery
    assert key.recovery.encode() not in bytes(stored.wrapped_secret)
    entry = AuditEntry.objects.get(subject_kind="custodian-key")
    assert (entry.action, set(entry.changes)) == (
        "enrol",
        {"public_key", "organisation", "wrapped_sha256"},
    )


def test_enrolling_again_retires_the_earlier_key():
    person = keeper()
    first = make.enrol(person, PHRASE)
    second = make.enrol(person, "另外一句只有我知道的话")
    first.refresh_from_db()
    assert (first.revoked_at, second.revoked_at) == (make.AT, None)


@pytest.mark.parametrize(
    ("phrase", "sentence"),
    [
        ("", "口令太短"),
        ("开标口令", "口令太短"),
        ("Abc12345", "口令太短"),
        ("password123456", "包含|常见|太短"),
        ("啊啊啊啊啊啊啊啊啊啊啊啊", "重复"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "重复"),
    ],
)
def test_a_weak_phrase_is_refused_beside_its_field(phrase, sentence):
    with pytest.raises(DomainError, match=sentence) as refusal:
        make.enrol(keeper(), phrase)
    assert refusal.value.field == "passphrase"


def test_the_persons_own_name_is_no_phrase():
    person = keeper()
    user = people.user_of(person)
    with pytest.raises(DomainError, match="用户名"):
        make.enrol(person, f"{user.username}-Qw7!zz-{user.username}")


@pytest.mark.parametrize("kind", [OrganisationKind.FINANCE_BUREAU, OrganisationKind.AUDIT_OFFICE])
def test_bureau_and_audit_office_hold_no_key(kind):
    outsider = people.person(people.organisation(kind), Office.LEADER)
    with pytest.raises(NotAllowed, match="监督管理部门"):
        make.enrol(outsider, PHRASE)


def test_without_the_office_nobody_enrols():
    with pytest.raises(NotAllowed, match="保管人"):
        make.enrol(people.person(people.township(), Office.OPERATOR), PHRASE)


def test_nobody_enrols_for_another():
    person, other = keeper(), keeper()
    with pytest.raises(NotAllowed, match="本人"):
        enrol_custodian(
            user=people.user_of(other),
            organisation=people.organisation_of(person),
            passphrase=PHRASE,
            actor=person,
            at=make.AT,
        )
