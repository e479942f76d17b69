"""A file with any other name does not exist."""

import pytest
import yaml

from .walls import BESIDE, FLOORS, ROOMS, ROOT, tracked

TOP_LEVEL = {
    *("manage.py", "procurement", "catalogue", "cms", "templates", "tests", "requirements.txt"),
    *("docker-compose.yml", "README.md", "CHANGELOG.md", "LICENSE", "Makefile", "pyproject.toml"),
    *("Dockerfile", ".env.example", ".gitignore", ".ci", "locale", "static"),
}


def test_top_level_is_fixed():
    assert {name.split("/")[0] for name in tracked()} - TOP_LEVEL == set()


@pytest.mark.parametrize("room", ROOMS)
def test_room_has_only_floors(room):
    names = {path.name.removesuffix(".py") for path in ROOMS[room].iterdir() if path.name != "__pycache__"}
    assert names - FLOORS - BESIDE - {"__init__"} == set()


def test_floor_is_a_module_or_a_package_never_both():
    both = [
        f"{room}/{floor}"
        for room, folder in ROOMS.items()
        for floor in FLOORS | BESIDE
        if (folder / f"{floor}.py").exists() and (folder / floor).exists()
    ]
    assert both == []


def test_templates_are_named_after_their_app():
    """templates/<app_label>/<model>_<view>.html beside the shared folders and base.html."""
    shared = {"layouts", "components", "emails", "account", "mfa", "allauth", "wagtailadmin", "django"}
    apps = {*ROOMS, "core", "cms"}
    files = {
        "base.html",
        "400.html",
        "403.html",
        "404.html",
        "429.html",
        "500.html",
        "503.html",
        "403_csrf.html",
    }
    roots = {name.split("/")[1] for name in tracked() if name.startswith("templates/")}
    assert roots - shared - apps - files == set()


def test_compose_runs_what_the_issue_names():
    """Docker's own `config` runs in CI where there is a client; this holds everywhere."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    services = compose["services"]
    assert set(services) == {"migrate", "web", "worker", "beat", "postgres", "redis"}
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert services[name]["read_only"] is True
    assert set(compose["volumes"]) == {"data", "postgres", "redis"}
