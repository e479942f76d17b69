"""``manage.py load_demo``: the demonstration county, its year played by the services up to 2026-09-21 09:00."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from procurement.core import clock
from procurement.workspace.management.demo.play import keep_links, play_year
from procurement.workspace.management.demo.reset import empty
from procurement.workspace.management.demo.stage import CURTAIN


class Command(BaseCommand):
    """Loads 云梦县 with invented people into an empty database; never into a production system."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="empty the database first")
        parser.add_argument(
            "--scale", type=int, default=1, help="a county so many times as big; 10 has 6,000 plan items"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO or not settings.SANDBOX_CLOCK:
            raise CommandError("load_demo is for demonstrations only: these settings are not settings.demo.")
        if options["reset"]:
            empty()
        elif get_user_model()._default_manager.exists():
            raise CommandError("The database is not empty. Use load_demo --reset to start again.")
        if not 1 <= options["scale"] <= 20:
            raise CommandError("--scale is a number from 1 to 20.")
        began = time.monotonic()
        stage = play_year(scale=options["scale"])
        clock.start_at(CURTAIN)
        keep_links(stage)
        if options["verbosity"] >= 2:
            for name, seconds in sorted(stage.seconds.items(), key=lambda one: -one[1]):
                self.stdout.write(f"{seconds:6.2f} s  {name}")
        self.stdout.write(f"demo county loaded in {time.monotonic() - began:.1f} s")
