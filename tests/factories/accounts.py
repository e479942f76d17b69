"""People and organisations for tests. Every one is made by the services that make them in earnest."""

from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.test import Client

from procurement.accounts.adapters.requests import SESSION_KEY
from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation, User
from procurement.accounts.selectors import actor_of
from procurement.accounts.services import appoint, create_organisation, create_user
from procurement.core.actors import SYSTEM, Actor
from tests.kept import kept

AT = datetime(2026, 9, 21, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PASSWORD = "correct-horse-battery"
_numbers = count(1)
_hashes: list[str] = []


def password_hash() -> str:
    """Return the hash of PASSWORD, made once."""
    if not _hashes:
        _hashes.append(make_password(PASSWORD))
    return _hashes[0]


@kept
def organisation(kind: str, name: str = "", code: str = "", **fields: Any) -> Organisation:
    number = next(_numbers)
    code = code or f"ORG-{number:05d}"
    return create_organisation(
        code=code, name=name or f"测试机构{number}", kind=kind, actor=SYSTEM, at=AT, **fields
    )


@kept
def user(name: str = "", username: str = "", **fields: Any) -> User:
    number = next(_numbers)
    username = username or f"person{number}"
    return create_user(
        username=username,
        email=fields.pop("email", f"{username}@example.com"),
        display_name=name or f"测试人员{number}",
        password_hash=password_hash(),
        email_verified=True,
        actor=SYSTEM,
        at=AT,
        **fields,
    )


@kept
def person(org: Organisation, *offices: str, name: str = "") -> Actor:
    """Return a new person who holds ``offices`` in ``org``."""
    somebody = user(name)
    appoint(user=somebody, organisation=org, offices=offices, actor=SYSTEM, at=AT)
    return actor_of(somebody, org)


@kept
def stranger(name: str = "") -> Actor:
    """Return a signed-up person without any office."""
    return actor_of(user(name))


@kept
def existing(kind: str, name: str, **fields: Any) -> Organisation:
    """Return the organisation of that name, made if it is not there yet."""
    found = Organisation.objects.filter(kind=kind, name=name).first()
    return found or organisation(kind, name, **fields)


@kept
def bureau(*offices: str) -> Actor:
    """Return a person of the county's finance bureau; supervision where no office is named."""
    home = existing(OrganisationKind.FINANCE_BUREAU, "云梦县财政局", division_code="420923000000")
    return person(home, *(offices or (Office.BUREAU_SUPERVISOR,)))


@kept
def township(name: str = "下辛店镇") -> Organisation:
    """Return a township's government, the same one for the same name."""
    return existing(OrganisationKind.TOWNSHIP, f"{name}人民政府", short_name=name)


@kept
def auditor() -> Actor:
    """Return a person of the county's audit office."""
    home = existing(OrganisationKind.AUDIT_OFFICE, "云梦县审计局")
    return person(home, Office.AUDITOR)


def user_of(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id)


def organisation_of(actor: Actor) -> Organisation:
    return Organisation.objects.get(pk=actor.organisation_id)


def login(client: Client, actor: Actor) -> Client:
    """Sign the person in, acting for the actor's organisation; returns the client."""
    client.force_login(user_of(actor), backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[SESSION_KEY] = actor.organisation_code
    session.save()
    return client
