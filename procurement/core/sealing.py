"""Sealing with age: keys, pass phrases, two of three, streams. Pure functions; no tables, no clock.

A round of bids has one age identity. It is made in memory, encrypted to every pair of its three custodians
and forgotten: the first custodian peels one layer, what is left still needs the second. Alteration is
caught by age itself.
"""

import contextlib
import hashlib
import io
import os
import threading
from collections.abc import Mapping
from itertools import permutations
from typing import BinaryIO

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

# Scrypt with n = 2^16: 64 MB and 0.13 s. Dear enough for who guesses, bearable for who knows; never inside
# a transaction. The exponent is the blob's first byte, so that it can grow without losing old keys.
WORK = 16
_MOST_WORK = 20
_SALT_AT, _NONCE_AT, _BODY_AT = 1, 17, 29
_CONTEXT = b"procurement custodian key/1"


class WrongPassphrase(Exception):
    """The pass phrase does not open this key, or the wrapped key was altered."""


class Unopenable(Exception):
    """A sealed file or layer does not open: altered, cut off, or made for another key."""


def new_identity() -> tuple[str, bytes]:
    """Return a new age key pair: the public recipient, and the secret as text bytes."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity.to_public()), str(identity).encode()


def public_of(secret: bytes) -> str:
    """Return the public half of a secret; Unopenable where it is none."""
    return str(_identity(secret).to_public())


def wrap_secret(secret: bytes, passphrase: str, *, work: int = WORK) -> bytes:
    """Encrypt a secret under a pass phrase: work, salt, nonce, AES-GCM body."""
    head = bytes([work]) + os.urandom(_NONCE_AT - _SALT_AT)
    nonce = os.urandom(_BODY_AT - _NONCE_AT)
    return head + nonce + AESGCM(_derived(passphrase, head)).encrypt(nonce, secret, _CONTEXT)


def unwrap_secret(blob: bytes, passphrase: str) -> bytes:
    """Return the secret; raise WrongPassphrase."""
    if len(blob) <= _BODY_AT or not 1 <= blob[0] <= _MOST_WORK:
        raise WrongPassphrase
    key = _derived(passphrase, blob[:_NONCE_AT])
    try:
        return AESGCM(key).decrypt(blob[_NONCE_AT:_BODY_AT], blob[_BODY_AT:], _CONTEXT)
    except InvalidTag as error:
        raise WrongPassphrase from error


def two_of_three(secret: bytes, recipients: Mapping[str, str]) -> dict[str, bytes]:
    """Encrypt a secret so that any two of the recipients, in any order, open it, and no one alone.

    ``recipients`` maps names to public keys. The layer ``"A|B"`` is peeled by A first and by B then: a
    pair has one for each order, since whoever comes first must find their own layer outside.
    """
    if len(recipients) != 3 or len(set(recipients.values())) != 3:
        raise ValueError("three different recipients are needed")
    return {
        f"{first}|{second}": _encrypted(_encrypted(secret, recipients[second]), recipients[first])
        for first, second in permutations(recipients, 2)
    }


def peel(layer: bytes, secret: bytes) -> bytes:
    """Take one layer off; raise Unopenable."""
    try:
        return pyrage.decrypt(layer, [_identity(secret)])
    except pyrage.DecryptError as error:
        raise Unopenable from error


def seal_stream(source: BinaryIO, destination: BinaryIO, recipient: str) -> str:
    """Encrypt ``source`` into ``destination`` and return the SHA-256 of what was written (hex); raises OSError."""
    hashing = _Hashing(destination)
    try:
        pyrage.encrypt_io(source, hashing, [_recipient(recipient)])
    except pyrage.EncryptError as error:
        # To a good recipient only reading and writing can fail: age tells a full disk in its own words.
        raise OSError(str(error)) from error
    return hashing.hexdigest()


def open_stream(source: BinaryIO, destination: BinaryIO, identity: bytes) -> str:
    """Decrypt ``source`` into ``destination`` and return the SHA-256 of the plain bytes; raise Unopenable."""
    hashing = _Hashing(destination)
    try:
        pyrage.decrypt_io(source, hashing, [_identity(identity)])
    except (pyrage.DecryptError, OSError) as error:
        raise Unopenable from error
    return hashing.hexdigest()


def open_in_background(source: BinaryIO, descriptor: int, identity: bytes) -> threading.Thread:
    """Decrypt ``source`` into a pipe's writing end from a thread: for responses that stream. Closes the end.

    A reader who goes away ends it; a file that does not open ends early.
    """

    def work() -> None:
        with contextlib.suppress(Unopenable, OSError, ValueError), os.fdopen(descriptor, "wb") as pipe:
            open_stream(source, pipe, identity)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


class _Hashing(io.RawIOBase):
    """A writer that hashes what passes through."""

    def __init__(self, destination: BinaryIO) -> None:
        super().__init__()
        self._destination = destination
        self._hash = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self._hash.update(content)
        self._destination.write(content)
        return len(content)

    def flush(self) -> None:
        if not self._destination.closed:
            self._destination.flush()

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def _derived(passphrase: str, head: bytes) -> bytes:
    return Scrypt(salt=head[_SALT_AT:], length=32, n=2 ** head[0], r=8, p=1).derive(passphrase.encode())


def _identity(secret: bytes) -> "pyrage.x25519.Identity":
    try:
        return pyrage.x25519.Identity.from_str(secret.decode())
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise Unopenable from error


def _recipient(public: str) -> "pyrage.x25519.Recipient":
    return pyrage.x25519.Recipient.from_str(public)


def _encrypted(content: bytes, public: str) -> bytes:
    return pyrage.encrypt(content, [_recipient(public)])
