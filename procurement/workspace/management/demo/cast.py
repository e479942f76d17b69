"""Who is there: people by user name, organisations by their key in the data."""

from collections.abc import Collection
from functools import cached_property

from procurement.accounts.models import Organisation, User
from procurement.accounts.selectors import actor_of
from procurement.core.actors import Actor
from procurement.tendering.models import CustodianKey, RoundCustodian

from .data import read

Part = RoundCustodian.Part


class Cast:
    """Finds actors: ``cast["xiaxindian-operator"]`` acts for the organisation that the name begins with.

    ``only`` names the organisations and suppliers of a small play; without it, everybody is there.
    """

    def __init__(self, only: Collection[str] | None = None) -> None:
        self.only = only
        self._actors: dict[tuple[str, str], Actor] = {}
        self._organisations: dict[str, Organisation] = {}

    @property
    def whole(self) -> bool:
        """Tell whether everybody plays."""
        return self.only is None

    def has(self, key: str) -> bool:
        """Tell whether an organisation plays."""
        return self.only is None or key in self.only

    def __getitem__(self, username: str) -> Actor:
        return self.acting(username)

    def acting(self, username: str, organisation: str = "") -> Actor:
        """Return the person acting for an organisation: the one that the user name begins with."""
        key = organisation or username.rsplit("-", 1)[0]
        if (username, key) not in self._actors:
            self._actors[username, key] = actor_of(self.user(username), self.organisation(key))
        return self._actors[username, key]

    def user(self, username: str) -> User:
        return User.objects.get(username=username)

    def organisation(self, key: str) -> Organisation:
        """Return an organisation by the key of the data files."""
        if key not in self._organisations:
            self._organisations[key] = Organisation.objects.get(name=self.names[key])
        return self._organisations[key]

    @cached_property
    def names(self) -> dict[str, str]:
        rows = [*read("organisations"), *read("towns"), *read("suppliers")]
        return {row["key"]: row["name"] for row in rows}

    def introduce(self, key: str, name: str) -> None:
        """Let an organisation that no data file knows play under a key."""
        self.names[key] = name

    def custodians(self, purchaser: str, independent: str = "centre-custodian") -> dict[str, str]:
        """Return the user names of the three who keep the keys of a purchaser's rounds."""
        return {
            Part.PURCHASER: f"{purchaser}-operator",
            Part.DISCIPLINE: f"{purchaser}-discipline",
            Part.INDEPENDENT: independent,
        }

    def keys(self, purchaser: str) -> dict[str, CustodianKey]:
        """Return the keys that those three have enrolled."""
        names = self.custodians(purchaser)
        found = CustodianKey.objects.filter(user__username__in=names.values(), revoked_at__isnull=True)
        by_name = {key.user.username: key for key in found.select_related("user", "organisation")}
        return {part: by_name[name] for part, name in names.items()}
