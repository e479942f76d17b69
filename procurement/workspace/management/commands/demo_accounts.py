"""``manage.py demo_accounts``: as whom to sign in, and where to begin."""

import json
import unicodedata
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from procurement.accounts.models import Membership, User
from procurement.accounts.selectors import memberships_of
from procurement.workspace.management.demo.data import read
from procurement.workspace.management.demo.people import PASSWORD, pass_phrases
from procurement.workspace.management.demo.play import LINKS

LINKS_SHOWN = 3


class Command(BaseCommand):
    """Prints the demonstration's accounts, the one password and the custodians' pass phrases."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demonstration has demo accounts.")
        rows = accounts()
        if not rows:
            self.stdout.write("演示县还没有装载：manage.py load_demo --reset")
            return
        self.section(f"演示账户（密码都是 {PASSWORD}；用户名或“用户名@demo.example”登录）")
        self.lines(table([("用户名", "姓名", "单位（岗位）", "先做什么"), *rows]))
        self.section("开标密钥保管人的口令（每轮三人，两人即可开启；只用于演示）")
        phrases = pass_phrases()
        self.lines(table([(name, phrases[name]) for name in read("guide")["keys"]]))
        self.section("先从这里开始")
        self.lines(f"{number}. {step}" for number, step in enumerate(steps(), start=1))

    def section(self, title: str) -> None:
        self.stdout.write(f"\n{title}")

    def lines(self, texts: Any) -> None:
        for text in texts:
            self.stdout.write(f"  {text}")


def accounts() -> list[tuple[str, str, str, str]]:
    """Return the rows of the table, of those accounts that are there."""
    wanted = read("guide")["accounts"]
    users = {
        user.username: user for user in User.objects.filter(username__in=[one["user"] for one in wanted])
    }
    return [row(users[one["user"]], one["first"]) for one in wanted if one["user"] in users]


def row(user: User, first: str) -> tuple[str, str, str, str]:
    return user.username, user.display_name, "；".join(place(one) for one in memberships_of(user)), first


def place(membership: Membership) -> str:
    """Return an organisation with what the person does there."""
    home = membership.organisation
    offices = "、".join(str(holding.get_office_display()) for holding in membership.current_holdings)
    return f"{home.short_name or home.name}（{offices}）"


def steps() -> list[str]:
    """Return what a visitor can do right now, each with whom to be; and a villager's links."""
    found = [f"{step['do']} 〔{' → '.join(step['as'])}〕" for step in read("guide")["begin"]]
    links = json.loads(LINKS.read_text(encoding="utf-8")) if LINKS.exists() else []
    for village, token in links[:LINKS_SHOWN]:
        address = reverse("performance:survey-answer", args=[token])
        found.append(f"手机答卷（不用登录，一次有效）：{village} {settings.BASE_URL}{address}")
    return found


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """Return rows as lines with aligned columns; a Chinese character is two columns wide."""
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(padded(*pair) for pair in zip(one, widths, strict=True)).rstrip() for one in rows]


def padded(text: str, size: int) -> str:
    return text + " " * (size - width(text))


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
