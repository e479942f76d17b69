"""People and cases of the machinery's own tests."""

import pytest
from django.db import connection

from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.lifecycle import Lifecycle

from .sample import Case, table

WRITER = Actor(
    code="P-WRITER",
    name="经办人甲",
    organisation_code="ORG-1",
    organisation_name="测试单位",
    offices=frozenset({"WRITER"}),
)
DECIDER = Actor(
    code="P-DECIDER",
    name="负责人乙",
    organisation_code="ORG-1",
    organisation_name="测试单位",
    offices=frozenset({"DECIDER"}),
)
STRANGER = Actor(code="P-STRANGER", name="外人丙", organisation_code="ORG-2", organisation_name="别的单位")


@pytest.fixture
def writer() -> Actor:
    return WRITER


@pytest.fixture
def decider() -> Actor:
    return DECIDER


@pytest.fixture
def stranger() -> Actor:
    return STRANGER


@pytest.fixture(scope="session")
def case_table(django_db_setup, django_db_blocker):
    """Make the sample's table; it is no part of any app and goes when the session ends."""
    with django_db_blocker.unblock():
        if Case._meta.db_table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE {Case._meta.db_table}")
        with connection.schema_editor() as editor:
            editor.create_model(Case)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Case)


@pytest.fixture
def cases(case_table, db):
    """Register the sample's lifecycle for one test."""
    table()
    yield
    del Lifecycle._registry[Case]


@pytest.fixture
def case(cases, writer, at) -> Case:
    obj = Case(code="CASE-1", title="村级保洁", amount="100.00", spent="0.00")
    lifecycle.create(obj, actor=writer, at=at)
    return obj
