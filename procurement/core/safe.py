"""What the server itself must read again later, kept under a key outside database and private files.

A copy of the database with the private files and SECRET_KEY opens none of it. The key is the setting
DRAFT_KEY (base64, 32 bytes), or else a file made once with mode 600 at DRAFT_KEY_FILE.
"""

import base64
import hashlib
import hmac
import os
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


class Unreadable(Exception):
    """Kept under another key, or altered."""


def lock(content: bytes, purpose: str) -> bytes:
    """Encrypt ``content``; only ``unlock`` with the same ``purpose`` gives it back."""
    nonce = os.urandom(12)
    return nonce + _cipher().encrypt(nonce, content, purpose.encode())


def unlock(blob: bytes, purpose: str) -> bytes:
    """Return what was locked away; raise Unreadable."""
    blob = bytes(blob)
    try:
        return _cipher().decrypt(blob[:12], blob[12:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def pseudonym(text: str, purpose: str) -> str:
    """Return the same 64 hex digits for the same text; without the key nobody can tell what they stand for."""
    return hmac.new(_key(), f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def _cipher() -> AESGCM:
    return AESGCM(_key())


def _key() -> bytes:
    if settings.DRAFT_KEY:
        return base64.b64decode(settings.DRAFT_KEY)
    return _key_in(Path(settings.DRAFT_KEY_FILE))


@cache
def _key_in(path: Path) -> bytes:
    """Return the file's key; whoever comes first makes it, whole or not at all."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_bytes()
