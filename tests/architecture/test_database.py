"""Foreign keys point down, every migration can be taken back, money is money."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

from procurement.core.fields import MoneyField

# From the bottom to the top; rooms with the same number are independent of each other.
HEIGHT = {
    "core": 0,
    "accounts": 1,
    "publications": 2,
    "budgeting": 3,
    "catalogue": 4,
    "suppliers": 5,
    "tendering": 6,
    "awarding": 7,
    "frameworks": 8,
    "contracts": 9,
    "performance": 10,
    "complaints": 10,
    "workspace": 11,
    "cms": 11,
}
OURS = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in HEIGHT]


def relations():
    return [
        (model, field, field.related_model)
        for model in OURS
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and isinstance(field.related_model, type)
    ]


def test_foreign_keys_point_down():
    up = []
    for model, field, target in relations():
        here, there = model._meta.app_label, target._meta.app_label
        if here == there or there not in HEIGHT:
            continue
        if HEIGHT[there] >= HEIGHT[here]:
            up.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert up == []


def test_rooms_below_the_roof_know_no_wagtail_table():
    wagtail = [
        f"{model._meta.label}.{field.name}"
        for model, field, target in relations()
        if model._meta.app_label != "cms" and target.__module__.startswith("wagtail.")
    ]
    assert wagtail == []


def test_money_is_never_a_plain_decimal():
    """SQLite keeps decimals as floats; yuan go through MoneyField, which stores whole fen."""
    words = {"amount", "price", "ceiling", "budget", "yuan", "paid", "frozen", "committed"}
    shares = {"weight", "score", "share", "rate", "percent", "ratio"}
    plain = [
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in model._meta.get_fields()
        if isinstance(field, models.DecimalField | models.FloatField)
        and not isinstance(field, MoneyField)
        and set(field.name.split("_")) & words
        and not set(field.name.split("_")) & shares
    ]
    assert plain == []


def our_migrations():
    loader = MigrationLoader(None)
    return [migration for key, migration in sorted(loader.disk_migrations.items()) if key[0] in HEIGHT]


def test_every_migration_can_be_taken_back():
    stuck = [
        f"{migration.app_label}.{migration.name}: {operation.describe()}"
        for migration in our_migrations()
        for operation in migration.operations
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]
    assert stuck == []


@pytest.mark.django_db
def test_every_model_has_a_migration():
    """`makemigrations --check` of CI, on the suite's own database."""
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_bids_are_out_of_the_web_servers_reach():
    assert not settings.PRIVATE_ROOT.resolve().is_relative_to(settings.MEDIA_ROOT.resolve())
