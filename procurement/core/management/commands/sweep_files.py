"""``manage.py sweep_files``: put aside the private files that no row of the database names."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from procurement.core import clock, sweeping


class Command(BaseCommand):
    """What the scheduler does every six hours; --dry-run only counts. Exit 1 where nothing was touched."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, touch nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        found = sweeping.sweep(now=clock.real_now(), touch=not options["dry_run"])
        if found.refused:
            self.stderr.write(
                f"{found.refused} files have no row: more than half of all. Is this the right database? "
                "Nothing was touched."
            )
            sys.exit(1)
        self.stdout.write(f"put aside {found.aside}, brought back {found.back}, deleted {found.deleted}")
