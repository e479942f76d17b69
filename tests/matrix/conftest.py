"""The world of the matrices, built once for the whole folder and taken back at its end."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.template import Template
from django.test import Client, override_settings

from tests.factories import accounts as people

from .world import World, build


@pytest.fixture(scope="package", autouse=True)
def unwatched_templates() -> Iterator[None]:
    """Draw pages as in earnest: nothing here asks which templates did, and to note it copies a context for each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))
        yield


@pytest.fixture(scope="package")
def world_root(tmp_path_factory: Any) -> Path:
    return tmp_path_factory.mktemp("matrix")


@pytest.fixture(autouse=True)
def private_storage(settings: Any, world_root: Path) -> Path:
    """The files of the world, instead of a folder of its own for every test."""
    settings.PRIVATE_ROOT = world_root / "private"
    settings.MEDIA_ROOT = world_root / "media"
    return settings.PRIVATE_ROOT


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any, world_root: Path) -> Iterator[World]:
    roots = {"PRIVATE_ROOT": world_root / "private", "MEDIA_ROOT": world_root / "media"}
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(**roots):
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def browsers(world: World) -> dict[str, Client]:
    """Return a signed-in browser for each person of the world, by the person's code; "" is a stranger's."""
    everybody = [*world.people.values(), *(one for scene in world.scenes.values() for one in scene.values())]
    signed_in = {one.code: one for one in everybody if not one.is_anonymous}
    return {"": Client(), **{code: people.login(Client(), one) for code, one in signed_in.items()}}


@pytest.fixture(autouse=True)
def begun_worlds() -> None:
    """Nothing is put back here: the world of the folder is there already, so no test begins with an empty one."""
