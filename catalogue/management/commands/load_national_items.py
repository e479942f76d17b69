"""``manage.py load_national_items``: class C of the national procurement classification."""

from typing import Any

from django.core.management.base import BaseCommand

from catalogue.services import load_national_items


class Command(BaseCommand):
    """Adds what is missing; running it again changes nothing."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_national_items()} national items added")
