"""Every named address of every room × every role: who goes in, who is told why not, for whom it does not exist."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from .addresses import arguments, names
from .asking import answer
from .expected import ANSWERS, PANEL
from .roles import ALL, OVERSEERS, who
from .world import World

pytestmark = pytest.mark.django_db

# Asks as (scene, role, path), answers with status and page.
Drawn = Callable[[str, str, str], tuple[int, str]]
# To draw a document takes long; whether one may have it is decided before, and a question for the methods shows it.
DRAWN = {
    "catalogue:version-document",
    "awarding:award-letter",
    "awarding:report-pdf#awarded",
    "cms:notice-document",
    "cms:tender-document-pdf",
    "contracts:contract-pdf",
    "contracts:contract-pdf#drafted",
    "tendering:receipt-pdf",
    "frameworks:entry-agreement",
}
# Scenes in which names are secret, and who may know the bidders' there (I-03 and I-07; N-01).
SECRET = {"sealed": who(""), "judging": PANEL}
# Who may know whom the group consists of before the result (E-05).
KNOW_THE_PANEL = PANEL | OVERSEERS | who("operator")


@pytest.fixture(scope="package")
def asked(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    return arguments(world)


def path_of(asked: dict[str, tuple[str, dict[str, Any]]], name: str) -> str:
    return reverse(name.split("#")[0], kwargs=asked[name][1])


def test_every_address_is_in_the_table(asked):
    assert {name.split("#")[0] for name in ANSWERS} == names()
    assert set(asked) == set(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_who_goes_in(world: World, asked, name: str):
    scene, path = asked[name][0], path_of(asked, name)
    method = "options" if name in DRAWN else "get"
    found = {role: answer(world.who(role, scene), path, method=method) for role in ALL}
    assert found == {role: ANSWERS[name].to(role) for role in ALL}


@pytest.fixture
def drawn(world: World, browsers: dict[str, Client]) -> Drawn:
    """Ask as a browser does; return the status and the page."""

    def ask(scene: str, role: str, path: str) -> tuple[int, str]:
        actor = world.who(role, scene)
        response = browsers["" if actor.is_anonymous else actor.code].get(path)
        if response.streaming:
            return response.status_code, ""
        return response.status_code, response.content.decode(errors="replace")

    return ask


def pages_of(asked: dict[str, tuple[str, dict[str, Any]]], scene: str) -> list[str]:
    return [name for name in asked if asked[name][0] == scene and name not in DRAWN]


@pytest.mark.parametrize("scene", SECRET)
def test_no_page_names_a_bidder_to_whom_it_must_not(world: World, asked, drawn: Drawn, scene: str):
    """Names are secret before the deadline, and in a consultation to all but the group before the result."""
    bidders = {role: world.who(role, scene).organisation_name for role in ("supplier", "rival")}
    told, statuses = set(), {}
    for name in pages_of(asked, scene):
        for role in sorted(ALL - SECRET[scene]):
            if ANSWERS[name].to(role) != 200:
                continue
            status, page = drawn(scene, role, path_of(asked, name))
            statuses[name, role] = status
            told |= {(name, role, one) for one, title in bidders.items() if title in page and one != role}
    assert told == set()
    assert set(statuses.values()) == {200}


def test_no_page_names_an_expert_to_whom_it_must_not(world: World, asked, drawn: Drawn):
    """The experts' names are secret until the result notice (87 art. 47)."""
    expert = world.who("expert", "judging").name
    told, looked = set(), 0
    for name in pages_of(asked, "judging"):
        for role in sorted(ALL - KNOW_THE_PANEL):
            if ANSWERS[name].to(role) == 200:
                looked += 1
                if expert in drawn("judging", role, path_of(asked, name))[1]:
                    told.add((name, role))
    assert told == set()
    assert looked > 0


def test_the_group_itself_reads_the_names(world: World, asked, drawn: Drawn):
    """The names that the sweeps above look for are names that a page can show."""
    group = drawn("judging", "expert", path_of(asked, "tendering:opened-round"))[1]
    panel = drawn("judging", "operator", path_of(asked, "awarding:panel-detail"))[1]
    assert world.who("supplier", "judging").organisation_name in group
    assert world.who("expert", "judging").name in panel


@pytest.mark.parametrize(
    "name",
    [
        "awarding:panel-add",
        "tendering:opened-round",
        "contracts:contract-detail#drafted",
        "complaints:challenge-add",
    ],
)
def test_a_browser_is_answered_as_the_views_answer(world: World, asked, drawn: Drawn, name: str):
    scene, path = asked[name][0], path_of(asked, name)
    found = {role: drawn(scene, role, path)[0] for role in ALL}
    assert found == {role: ANSWERS[name].to(role) for role in ALL}
