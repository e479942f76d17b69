"""``manage.py demo_accounts``: as whom to sign in, and where to begin."""

import unicodedata
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from procurement.accounts.models import User
from procurement.accounts.selectors import memberships_of
from procurement.workspace.management.demo.data import read
from procurement.workspace.management.demo.people import PASSWORD, pass_phrases


class Command(BaseCommand):
    """Prints the demonstration's accounts, the one password and the custodians' pass phrases."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demonstration has demo accounts.")
        guide = read("guide")
        users = {user.username: user for user in User.objects.all()}
        rows = [
            self.row(users[one["user"]], one["first"]) for one in guide["accounts"] if one["user"] in users
        ]
        if not rows:
            self.stdout.write("演示县还没有装载：manage.py load_demo")
            return
        self.stdout.write(f"\n演示账户（密码都是 {PASSWORD}）\n")
        for line in table([("用户名", "姓名", "单位和岗位", "先做什么"), *rows]):
            self.stdout.write(line)
        self.stdout.write("\n开标密钥保管人的口令")
        for line in table(
            [(name, phrase) for name, phrase in pass_phrases().items() if name in guide["keys"]]
        ):
            self.stdout.write(line)
        self.stdout.write("\n先从这里开始")
        for number, step in enumerate(guide["begin"], start=1):
            self.stdout.write(f"  {number}. {step}")

    def row(self, user: User, first: str) -> tuple[str, str, str, str]:
        places = [
            f"{one.organisation.short_name or one.organisation.name}（{'、'.join(one_labels(one))}）"
            for one in memberships_of(user)
        ]
        return user.username, user.display_name, "；".join(places), first


def one_labels(membership: Any) -> list[str]:
    """Return the names of a membership's offices."""
    return [str(holding.get_office_display()) for holding in membership.current_holdings]


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """Return rows as lines with aligned columns; a Chinese character is two columns wide."""
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  "
        + "  ".join(
            cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
