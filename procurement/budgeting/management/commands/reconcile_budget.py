"""``manage.py reconcile_budget``: every stored balance equals the sum of its ledger, or it is named."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from procurement.budgeting.models import BudgetLine
from procurement.budgeting.selectors import mismatches


class Command(BaseCommand):
    """Compares lines and holdings with the ledger; exit code 1 and one line per difference if any."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        found = mismatches()
        for one in found:
            where = f"{one.line_code} {one.cause_code}".strip()
            self.stdout.write(f"{where}: {one.balance} stored {one.stored}, ledger {one.derived}")
        if found:
            raise CommandError(f"{len(found)} balance(s) differ from the ledger")
        self.stdout.write(f"{BudgetLine.objects.count()} lines agree with their ledger")
