"""Everybody of the county comes in: the bureau first, then whom it invites, then suppliers by themselves."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from procurement.accounts.enums import Office, OrganisationKind, SupplierKind
from procurement.accounts.models import Organisation, User
from procurement.accounts.selectors import actor_of
from procurement.accounts.services import appoint, create_organisation, create_user
from procurement.core.actors import SYSTEM, Actor
from procurement.regulations.credit_code import check_character, inner_check_character
from procurement.suppliers.enums import PaperKind, lists_for
from procurement.suppliers.services import (
    add_paper,
    consult_lists,
    register_supplier,
    request_verification,
    verify,
)
from procurement.tendering.services.custody import enrol_custodian

from .data import read
from .papers import pdf
from .stage import Stage

PASSWORD: str = read("people")["password"]
SUPERVISOR = "bureau-supervisor"
_PHRASES = {"operator": "{short}采购经办玉兰花开", "discipline": "{short}纪检内控银杏叶落"}
_OTHER_PHRASES = {"centre-custodian": "交易中心保管荷塘月色", "agency-custodian": "演示甲代理桂子飘香"}


class Arrivals:
    """Lets people and organisations in, one after the other; the password is hashed once."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.cast = stage.cast
        self.hash = make_password(PASSWORD)
        self._names = _names()
        self._bodies = count(31_000_001, 1_217)

    def everybody(self) -> None:
        """Bring in the county, in the order in which it would really happen."""
        bureau, *others = [row for row in organisations() if self.cast.has(row["key"])]
        self.organisation(bureau, SYSTEM)
        for row in others:
            self.organisation(row, self.cast[SUPERVISOR])
        self._experts()
        for number, row in enumerate(read("suppliers"), start=1):
            if self.cast.has(row["key"]):
                self._supplier(row, number)
        self._further_offices()

    def organisation(self, row: dict[str, Any], actor: Actor) -> None:
        """Bring in an organisation, its head, and whom the head appoints."""
        fields = {"short_name": row["short"], "division_code": row.get("division", "420923")}
        home = create_organisation(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            address=f"云梦县演示路{len(row['name'])}号",
            contact_name="采购办",
            contact_phone="0712-432" + f"{sum(map(ord, row['key'])) % 10_000:04d}",
            population=row.get("population"),
            actor=actor,
            at=self.stage.at,
            **fields,
        )
        # The head comes first: the others are the head's to appoint.
        for person in sorted(row["people"], key=lambda one: Office.LEADER not in one["offices"]):
            user = self.person(person["user"])
            head = Office.LEADER in person["offices"] or actor.is_system
            by = actor if head else self.cast[f"{row['key']}-leader"]
            self._appoint(user, home, person["offices"], by)

    def person(self, username: str, name: str = "") -> User:
        """Open an account with a verified address and the one demonstration password."""
        return create_user(
            username=username,
            email=f"{username}@demo.example",
            display_name=name or next(self._names),
            password_hash=self.hash,
            email_verified=True,
            actor=SYSTEM,
            at=self.stage.at,
        )

    def _appoint(self, user: User, home: Organisation, offices: list[str], by: Actor) -> None:
        appoint(user=user, organisation=home, offices=offices, actor=by, at=self.stage.at)

    def _experts(self) -> None:
        pool = self.cast.organisation("pool")
        for number in range(1, read("people")["experts"] + 1):
            user = self.person(f"expert{number:02d}")
            self._appoint(user, pool, [Office.EXPERT], self.cast[SUPERVISOR])

    def _supplier(self, row: dict[str, Any], number: int) -> None:
        user = self.person(f"{row['key']}-admin")
        supplier = register_supplier(
            user=user,
            name=row["name"],
            supplier_kind=row["kind"],
            publicly_funded=False,
            legal_representative=next(self._names),
            phone=f"0712-43{number:05d}",
            address=f"云梦县城关镇演示大道{number}号",
            bank_name="演示农商银行云梦支行",
            bank_account=f"82010000{number:010d}",
            scale=row["scale"],
            fields=row["fields"],
            actor=actor_of(user),
            at=self.stage.at,
            **self._identity(row),
        )
        admin = self.cast[f"{row['key']}-admin"]
        if row["key"] in read("people")["supplier_staff"]:
            staff = self.person(f"{row['key']}-delivery")
            self._appoint(staff, supplier.organisation, [Office.DELIVERY], admin)
        if row.get("verified"):
            add_paper(
                supplier=supplier,
                kind=PaperKind.LICENCE,
                file=pdf("登记证书.pdf", f"Registration certificate of {row['key']}"),
                valid_until=date(2030, 12, 31),
                actor=admin,
                at=self.stage.at,
            )
            request_verification(supplier=supplier, actor=admin, at=self.stage.at)

    def _identity(self, row: dict[str, Any]) -> dict[str, str]:
        """Return a code that is right by its check digits and belongs to nobody that we know of."""
        if row["kind"] == SupplierKind.INDIVIDUAL:
            return {"identity_number": "420923198501019999"}
        inner = str(next(self._bodies))
        body = f"{row['prefix']}{row.get('region', '420923')}{inner}{inner_check_character(inner)}"
        return {"credit_code": body + check_character(body)}

    def _further_offices(self) -> None:
        """People who also work elsewhere: lent ones (N-21), and experts with an employer."""
        for row in read("people")["also"]:
            if not (self.cast.has(row["organisation"]) and self._is_here(row["user"])):
                continue
            home = self.cast.organisation(row["organisation"])
            head = "admin" if home.kind == OrganisationKind.SUPPLIER else "leader"
            by = self.cast[f"{row['organisation']}-{head}"]
            self._appoint(self.cast.user(row["user"]), home, row["offices"], by)

    def _is_here(self, username: str) -> bool:
        return username.startswith("expert") or self.cast.has(username.rsplit("-", 1)[0])


def _names() -> Iterator[str]:
    """Yield invented names, none twice for some nine hundred people."""
    words = read("people")
    surnames, given = words["surnames"], words["given"]
    for number in count():
        yield surnames[number % len(surnames)] + given[(number * 7 + number // 30) % len(given)]


def _town(row: dict[str, Any]) -> dict[str, Any]:
    offices = read("people")["town_offices"]
    people = [{"user": f"{row['key']}-{office}", "offices": held} for office, held in offices.items()]
    return {**row, "code": f"XZ-{row['division']}", "kind": OrganisationKind.TOWNSHIP, "people": people}


def organisations() -> list[dict[str, Any]]:
    """Return every organisation that is no supplier, with its people; the bureau first."""
    return [*read("organisations"), *(_town(row) for row in read("towns"))]


def pass_phrases() -> dict[str, str]:
    """Return the pass phrase of every custodian by user name. Known to all: this is a demonstration."""
    found = {}
    for row in organisations():
        for person in row["people"]:
            office = person["user"].removeprefix(f"{row['key']}-")
            if Office.CUSTODIAN in person["offices"] and office in _PHRASES:
                found[person["user"]] = _PHRASES[office].format(short=row["short"])
    return {**found, **_OTHER_PHRASES}


def enrol_custodians(stage: Stage) -> None:
    """Every custodian enrols a key in person (N-03)."""
    for username, phrase in pass_phrases().items():
        if not stage.cast.has(username.rsplit("-", 1)[0]):
            continue
        actor = stage.cast[username]
        enrol_custodian(
            user=stage.cast.user(username),
            organisation=stage.cast.organisation(username.rsplit("-", 1)[0]),
            passphrase=phrase,
            actor=actor,
            at=stage.at,
        )


def verify_suppliers(stage: Stage) -> None:
    """The bureau looks through the papers of who asked for it, all but the last (N-04)."""
    asked = [row for row in read("suppliers") if row.get("verified") and stage.cast.has(row["key"])]
    for row in asked[:-1]:
        supplier = stage.cast.organisation(row["key"]).supplier
        bureau = stage.cast[SUPERVISOR]
        consult_lists(
            supplier=supplier,
            results={kind.value: False for kind in lists_for(supplier.supplier_kind)},
            source="信用中国、中国政府采购网",
            record="未查到相关记录",
            actor=bureau,
            at=stage.at,
        )
        seen = list(supplier.papers.values_list("code", flat=True))
        verify(supplier=supplier, papers_seen=seen, actor=bureau, at=stage.at)
