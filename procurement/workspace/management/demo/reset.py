"""Emptying a demonstration's database, also of what is append-only. Rules that came with the platform stay."""

import shutil
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, models, transaction

from procurement.core import clock, triggers

from .stage import START

# What a demonstration fills. Wagtail's pages, policy parameters and calendars stay.
_APPS = (
    *(
        "workspace",
        "complaints",
        "performance",
        "contracts",
        "frameworks",
        "awarding",
        "tendering",
        "suppliers",
    ),
    *("catalogue", "budgeting", "publications", "accounts", "core", "account", "mfa", "sessions", "guardian"),
)
_KEPT = ("core.PolicyParameter", "core.CalendarYear", "core.CalendarDay")


def empty() -> None:
    """Delete all that was loaded or done since, in one transaction; then the private files.

    The clock goes back to where the play begins in the same transaction: a scheduler that is running meanwhile
    would else bring about, at the curtain's time, what is due in the middle of the play.
    """
    gone = [
        model for label in _APPS for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    gone = [model for model in gone if model._meta.label not in _KEPT and not model._meta.proxy]
    with transaction.atomic():
        _forget(gone)
        tables = triggers.release(connection)
        with connection.cursor() as cursor:
            # Foreign keys are asked at the end of the transaction on both databases: order is no matter.
            for model in gone:
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - the tables of our own models
        triggers.protect(connection, tables)
        clock.start_at(START)
    cache.clear()
    _clear(Path(settings.PRIVATE_ROOT))


def _forget(gone: list[type[models.Model]]) -> None:
    """Take the names of people who go out of what stays: pages and their history keep no author."""
    for model in apps.get_models(include_auto_created=True):
        if model in gone or model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.get_fields():
            if not (field.concrete and field.is_relation and field.related_model in gone):
                continue
            rows = model._default_manager.filter(**{f"{field.name}__isnull": False})
            if field.null:
                rows.update(**{field.name: None})
            else:
                rows._raw_delete(rows.db)


def _clear(folder: Path) -> None:
    if folder.is_dir():
        for entry in folder.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
