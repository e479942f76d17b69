"""``manage.py verify_audit``: walk every chain and checkpoint and say whether anything was touched."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from procurement.core.verification import Verification

SHOWN = 100


class Command(BaseCommand):
    """Exit 0 and the number of entries and chains; or exit 1 and each broken place with what differs."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help=f"every broken place, not the first {SHOWN}")

    def handle(self, *args: Any, **options: Any) -> None:
        walk = Verification()
        broken = 0
        for finding in walk.findings():
            broken += 1
            if options["all"] or broken <= SHOWN:
                self.stdout.write(f"BROKEN {finding}")
        counted = f"{walk.entries} entries in {walk.chains} chains, {walk.checkpoints} checkpoints"
        if broken:
            self.stdout.write(f"{counted}: {broken} BROKEN")
            sys.exit(1)
        self.stdout.write(f"{counted}: INTACT")
