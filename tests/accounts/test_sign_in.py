"""Signing up, signing in, resetting: by name or mail, with a second factor, telling strangers nothing."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from procurement.accounts.models import User
from procurement.core.models import AuditEntry
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db
LOGIN, SIGNUP, RESET = "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"
NEW = {
    "display_name": "钱七",
    "username": "qianqi",
    "email": "qianqi@example.com",
    "password1": "tongzhou-gongji-88",
    "password2": "tongzhou-gongji-88",
}


@pytest.fixture(autouse=True)
def fresh_limits():
    """Rate limits count in the cache, in real time."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def mandatory(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def sign_in(client, login, password=make.PASSWORD, **more):
    return client.post(LOGIN, {"login": login, "password": password, **more})


def signed_in(client):
    return client.get("/workspace/profile/").status_code == 200


@pytest.mark.parametrize("name", ["username", "email"])
def test_by_user_name_or_mail(client, name):
    user = make.user()
    assert sign_in(client, getattr(user, name)).status_code == 302
    assert signed_in(client)


def test_a_wrong_password_and_an_unknown_name_look_the_same(client):
    user = make.user()
    pages = [
        sign_in(client, user.username, "wrong-password-1"),
        sign_in(client, "nobody-at-all", "wrong-password-1"),
    ]
    assert [page.status_code for page in pages] == [200, 200]
    known, unknown = (page.context["form"].non_field_errors() for page in pages)
    assert known == unknown


def test_an_inactive_account_does_not_come_in(client):
    user = make.user()
    User.objects.filter(pk=user.pk).update(is_active=False)
    sign_in(client, user.username)
    assert not signed_in(client)


def test_guessing_is_slowed_down_even_for_the_right_password(client):
    user = make.user()
    for number in range(5):
        sign_in(client, user.username, f"wrong-password-{number}")
    page = sign_in(client, user.username)
    assert page.status_code == 200
    assert not signed_in(client)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:evil.example"]
)
def test_no_redirect_leaves_the_site(client, target):
    user = make.user()
    response = sign_in(client, user.username, next=target)
    assert response.url == "/workspace/"


def test_our_own_pages_are_led_back_to(client):
    user = make.user()
    assert sign_in(client, user.username, next="/workspace/profile/").url == "/workspace/profile/"


def test_the_second_factor_is_asked_and_needed(client):
    user, secret = make.user(), generate_totp_secret()
    TOTP.activate(user, secret)
    response = sign_in(client, user.username)
    assert response.url == reverse("mfa_authenticate")
    assert not signed_in(client)
    client.post(response.url, {"code": "000000"})
    assert not signed_in(client)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post(response.url, {"code": code})
    assert signed_in(client)


def test_a_recovery_code_works_once(client):
    user = make.user()
    TOTP.activate(user, generate_totp_secret())
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for expected in (True, False):
        response = sign_in(client, user.username)
        client.post(response.url, {"code": code})
        assert signed_in(client) is expected
        client.post("/accounts/logout/")
    assert Authenticator.objects.filter(user=user).count() == 2


def test_signing_up_asks_the_name_and_leads_on(client):
    response = client.post(SIGNUP, NEW)
    user = User.objects.get(username="qianqi")
    assert response.url == "/workspace/welcome/"
    assert (user.display_name, user.language) == ("钱七", "zh-hans")
    entry = AuditEntry.objects.get(subject_kind="person", subject_code=user.code)
    assert (entry.action, entry.actor_code) == ("sign_up", user.code)
    page = client.get(response.url).content.decode()
    assert user.code in page
    assert "/workspace/supplier/register/kind/" in page


def test_signing_up_in_english_keeps_english(client):
    client.post(f"/en{SIGNUP}", NEW)
    assert User.objects.get(username="qianqi").language == "en"


@pytest.mark.parametrize("missing", sorted(NEW))
def test_what_is_missing_is_told_and_what_was_typed_kept(client, missing):
    typed = {key: value for key, value in NEW.items() if key != missing}
    form = client.post(SIGNUP, typed).context["form"]
    assert list(form.errors) == [missing]
    kept = "username" if missing != "username" else "email"
    assert form[kept].value() == NEW[kept]


@pytest.mark.parametrize("name", ["admin", "system"])
def test_reserved_names_are_nobodys(client, name):
    form = client.post(SIGNUP, {**NEW, "username": name}).context["form"]
    assert list(form.errors) == ["username"]


def test_signing_up_with_a_taken_address_tells_only_its_owner(client, mandatory):
    owner = make.user(email="taken@example.com")
    known = client.post(SIGNUP, {**NEW, "email": "taken@example.com"})
    assert User.objects.filter(username="qianqi").count() == 0
    assert [message.to for message in mail.outbox] == [[owner.email]]
    assert "confirm-email" not in mail.outbox[0].body
    unknown = client.post(SIGNUP, {**NEW, "username": "other", "email": "free@example.com"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_a_mail_address_is_confirmed_before_anything_is_done(client, mandatory):
    client.post(SIGNUP, NEW)
    assert not signed_in(client)
    (link,) = re.findall(r"/accounts/confirm-email/[^\s/]+/", mail.outbox[0].body)
    client.post(link)
    sign_in(client, "qianqi", NEW["password1"])
    assert signed_in(client)


def test_resetting_tells_a_stranger_nothing(client):
    user = make.user()
    known = client.post(RESET, {"email": user.email})
    unknown = client.post(RESET, {"email": "nobody@example.com"})
    assert (
        (known.status_code, known.url)
        == (unknown.status_code, unknown.url)
        == (
            302,
            "/accounts/password/reset/done/",
        )
    )
    assert [message.to for message in mail.outbox] == [[user.email], ["nobody@example.com"]]
    assert "password/reset/key" in mail.outbox[0].body
    assert "password/reset/key" not in mail.outbox[1].body


def test_a_reset_link_sets_a_new_password_once(client):
    user = make.user()
    client.post(RESET, {"email": user.email})
    (link,) = re.findall(r"/accounts/password/reset/key/[^\s/]+/", mail.outbox[0].body)
    form = client.get(link, follow=True).request["PATH_INFO"]
    new = {"password1": "tongzhou-gongji-88", "password2": "tongzhou-gongji-88"}
    assert client.post(form, new).status_code == 302
    sign_in(client, user.username, new["password1"])
    assert signed_in(client)
    client.post("/accounts/logout/")
    again = client.get(link, follow=True)
    assert again.context["token_fail"] is True


@pytest.mark.parametrize("page", [LOGIN, SIGNUP, RESET])
def test_the_pages_speak_chinese(client, page):
    text = client.get(page).content.decode()
    assert 'lang="zh-Hans"' in text
    assert {"Sign In", "Sign Up", "Password Reset"} & set(re.findall(r">([A-Z][A-Za-z ]+)<", text)) == set()
