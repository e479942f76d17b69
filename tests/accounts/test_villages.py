"""The county's villages: entered by the bureau, known by township, moved between rooms without a loss."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Village
from procurement.accounts.selectors import division_names, villages_of, villages_served_by
from procurement.accounts.services import import_villages
from procurement.core.actors import SYSTEM
from procurement.core.errors import NotAllowed
from tests.factories.accounts import AT, bureau, existing, person, stranger, township

pytestmark = pytest.mark.django_db
ROWS = (
    {"code": "420923102201", "name": "王畈村", "parent": "420923102"},
    {"code": "420923999201", "name": "别处村", "parent": "420923999"},
)


@pytest.mark.parametrize("make", [stranger, lambda: person(township("义堂镇"), Office.OPERATOR)])
def test_the_list_is_the_bureaus(make):
    with pytest.raises(NotAllowed):
        import_villages(rows=ROWS, actor=make(), at=AT)


def test_a_township_serves_its_own_villages_and_a_county_body_all():
    assert import_villages(rows=ROWS, actor=bureau(Office.BUREAU_CATALOGUE), at=AT) == 2
    town, county = township("义堂镇"), existing(OrganisationKind.COUNTY_DEPARTMENT, "云梦县民政局")
    town.division_code = "420923102000"
    town.save()
    assert [one.name for one in villages_of(town)] == ["王畈村"]
    assert [one.name for one in villages_served_by(town)] == ["王畈村"]
    assert [one.name for one in villages_served_by(county)] == ["王畈村", "别处村"]
    assert division_names()["420923102"] == town.short_name or town.name


def test_nobody_knows_the_villages_of_a_town_without_a_code():
    import_villages(rows=ROWS, actor=SYSTEM, at=AT)
    town = township("义堂镇")
    town.division_code = ""
    assert list(villages_of(town)) == []


@pytest.mark.django_db(transaction=True)
def test_the_table_moves_down_and_back_with_its_rows():
    """Only the step that renames the table: to migrate everything above it back and forth takes half a minute."""
    Village.objects.create(code="420923102201", division_code="420923102", name="王畈村")
    room, name = "performance", "0002_villages_move"
    loader = MigrationLoader(connection)
    before = loader.project_state([(room, "0001_initial")])
    (step,) = loader.get_migration(room, name).operations
    after = before.clone()
    step.state_forwards(room, after)
    try:
        with connection.schema_editor() as editor:
            step.database_backwards(room, editor, after, before)
        assert before.apps.get_model(room, "Village").objects.get().name == "王畈村"
    finally:
        with connection.schema_editor() as editor:
            step.database_forwards(room, editor, before, after)
    assert Village.objects.get().name == "王畈村"
