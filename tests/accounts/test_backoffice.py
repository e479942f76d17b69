"""The two admins: for staff with a second factor, to look at; for anybody else they do not exist."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from procurement.accounts.enums import Office
from procurement.accounts.models import User
from procurement.accounts.services import close_backoffice, open_backoffice
from procurement.core.actors import SYSTEM
from procurement.core.errors import NotAllowed
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db
ADMINS = ["/admin/", "/admin/cms/", "/admin/accounts/user/", "/admin/login/", "/admin/cms/login/"]


def second_factor(user):
    TOTP.activate(user, generate_totp_secret())


@pytest.fixture
def editor(client):
    actor = make.bureau(Office.BUREAU_CATALOGUE)
    user = open_backoffice(user=make.user_of(actor), actor=make.bureau(), at=make.AT)
    second_factor(user)
    make.login(client, actor)
    return client, user


@pytest.mark.parametrize("address", ADMINS)
def test_a_stranger_finds_nothing(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ADMINS)
def test_the_bureau_without_the_backoffice_finds_nothing(client, address):
    actor = make.bureau()
    second_factor(make.user_of(actor))
    assert make.login(client, actor).get(address).status_code == 404


@pytest.mark.parametrize("address", ADMINS)
def test_staff_without_a_second_factor_find_nothing(client, address):
    actor = make.bureau()
    open_backoffice(user=make.user_of(actor), actor=SYSTEM, at=make.AT)
    assert make.login(client, actor).get(address).status_code == 404


@pytest.mark.parametrize("address", ADMINS)
def test_a_superuser_finds_nothing(client, address):
    user = make.user(is_superuser=True)
    second_factor(user)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/admin/", "/admin/cms/", "/admin/accounts/organisation/"])
def test_staff_with_a_second_factor_come_in(editor, address):
    assert editor[0].get(address).status_code == 200


def test_who_lost_the_backoffice_is_out_at_once(editor):
    client, user = editor
    close_backoffice(user=user, actor=SYSTEM, at=make.AT)
    assert client.get("/admin/cms/").status_code == 404


@pytest.mark.parametrize("path", ["users/", "users/add/", "groups/", "login/", "password_reset/"])
def test_wagtail_has_no_say_over_people(editor, path):
    client, user = editor
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    assert client.get(f"/admin/cms/{path}").status_code == 404


def test_djangos_admin_changes_nothing(editor):
    client, user = editor
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    address = f"/admin/accounts/user/{user.pk}/change/"
    page = client.get(address)
    assert page.status_code == 200
    assert user.password not in page.content.decode()
    assert client.post(address, {"display_name": "别人"}).status_code == 403
    assert client.post(f"/admin/accounts/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/accounts/user/add/").status_code == 403


def test_second_factors_and_mail_addresses_are_no_admins_business(editor):
    client, _user = editor
    for path in ("mfa/authenticator/", "account/emailaddress/", "auth/group/"):
        assert client.get(f"/admin/{path}").status_code == 404


def test_the_secret_of_a_second_factor_lies_encrypted():
    user, secret = make.user(), generate_totp_secret()
    TOTP.activate(user, secret)
    row = Authenticator.objects.get(user=user)
    assert secret not in str(row.data)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert row.wrap().validate_code(code) is True


@pytest.mark.parametrize("actor", [make.stranger, lambda: make.bureau(Office.BUREAU_BUDGET)])
def test_only_supervision_opens_the_backoffice(actor):
    user = make.user()
    with pytest.raises(NotAllowed):
        open_backoffice(user=user, actor=actor(), at=make.AT)
    assert User.objects.get(pk=user.pk).is_staff is False
