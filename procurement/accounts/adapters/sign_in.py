"""allauth on this platform: sign-up asks the name, opens the person's chain, and secrets are encrypted."""

from base64 import urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from procurement.core import clock

from ..enums import Language
from ..models import User
from ..selectors import actor_of
from ..services import record_sign_up


class AccountAdapter(DefaultAccountAdapter):
    """Where people land, and what a new account starts with."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Save a person who signed up, with their name and language, and open their audit chain."""
        user.display_name = form.cleaned_data["display_name"]
        user.language = get_language() if get_language() in Language.values else Language.CHINESE
        with transaction.atomic():
            user = super().save_user(request, user, form, commit=commit)
            if commit:
                record_sign_up(user=user, actor=actor_of(user), at=clock.now())
        return user

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Lead a new person to registering their organisation; colleagues are appointed instead."""
        return reverse("accounts:welcome")


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted: a copy of the database does not hold them in plain."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return f"{settings.COUNTY_NAME}{settings.WAGTAIL_SITE_NAME}"


def _box() -> MultiFernet:
    """Return the box for secrets; keys that SECRET_KEY replaced still open what they closed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"procurement.accounts.mfa")
    return urlsafe_b64encode(derivation.derive(key.encode()))
