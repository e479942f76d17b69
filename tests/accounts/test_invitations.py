"""Colleagues come by mail: invited by the head, accepted by who owns the address, ended at once when they leave."""

from datetime import timedelta

import pytest

from procurement.accounts.enums import Office
from procurement.accounts.models import Invitation
from procurement.accounts.selectors import offices_of
from procurement.accounts.services import accept_invitation, dismiss, invite, revoke_invitation
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry, OutboxMessage
from tests.factories import accounts as people
from tests.factories import suppliers as make

pytestmark = pytest.mark.django_db
AT = people.AT


@pytest.fixture
def firm():
    return make.supplier("测试合作社")


def invited(firm, email="colleague@example.com", offices=(Office.BIDDER,), actor=None):
    supplier, admin = firm
    return invite(
        organisation=supplier.organisation, email=email, offices=offices, actor=actor or admin, at=AT
    )


@pytest.fixture
def colleague():
    return people.actor_of(people.user(email="colleague@example.com"))


def test_an_invited_colleague_bids_and_leaving_ends_it_at_once(client, firm, colleague):
    invitation = invited(firm, email=" Colleague@Example.com ")
    mail = OutboxMessage.objects.get(event="invitation")
    assert (mail.email, mail.url) == ("colleague@example.com", invitation.get_absolute_url())
    people.login(client, colleague)
    assert client.get(invitation.get_absolute_url()).status_code == 200
    assert client.post(invitation.get_absolute_url()).status_code == 302
    organisation, user = firm[0].organisation, people.user_of(colleague)
    assert offices_of(user, organisation) == {"BIDDER"}
    record = f"/workspace/suppliers/{firm[0].code}/"
    assert client.get(record).status_code == 200
    dismiss(user=user, organisation=organisation, actor=firm[1], at=AT)
    assert client.get(record).status_code == 404
    texts = AuditEntry.objects.filter(subject_code=organisation.code).values_list("changes", flat=True)
    assert [text for text in texts if "colleague@" in str(text)] == []


def test_only_the_invited_address_accepts_and_only_once(client, firm, colleague):
    invitation = invited(firm)
    page = people.login(client, people.stranger()).get(invitation.get_absolute_url())
    assert (page.status_code, "另一个邮箱" in page.content.decode()) == (403, True)
    client.logout()
    assert client.get(invitation.get_absolute_url()).status_code == 302
    accept_invitation(invitation=invitation, actor=colleague, at=AT)
    with pytest.raises(WrongState):
        accept_invitation(invitation=invitation, actor=colleague, at=AT)


def test_an_unproven_address_accepts_nothing(firm, colleague):
    people.user_of(colleague).emailaddress_set.update(verified=False)
    with pytest.raises(NotAllowed):
        accept_invitation(invitation=invited(firm), actor=colleague, at=AT)


def test_revoked_replaced_and_late_invitations_open_nothing(firm, colleague):
    first = invited(firm)
    second = invited(firm)
    third = revoke_invitation(invitation=invited(firm), actor=firm[1], at=AT)
    for invitation in (first, second, third):
        with pytest.raises(WrongState):
            accept_invitation(invitation=invitation, actor=colleague, at=AT)
    with pytest.raises(WrongState):
        accept_invitation(invitation=invited(firm), actor=colleague, at=AT + timedelta(days=7, seconds=1))
    assert Invitation.objects.filter(accepted_at__isnull=False).count() == 0


def test_who_invited_must_still_be_head(firm, colleague):
    invitation = invited(firm)
    dismiss(user=people.user_of(firm[1]), organisation=firm[0].organisation, actor=SYSTEM, at=AT)
    with pytest.raises(WrongState, match="离任"):
        accept_invitation(invitation=invitation, actor=colleague, at=AT)


def test_nobody_else_invites_and_offices_must_be_the_organisations(firm):
    bidder = people.person(firm[0].organisation, Office.BIDDER)
    for actor in (bidder, people.stranger(), make.supplier()[1], people.auditor()):
        with pytest.raises(NotAllowed):
            invited(firm, actor=actor)
    with pytest.raises(NotAllowed):
        invited(firm, actor=people.bureau())
    for offices, email in (((Office.AUDITOR,), "a@example.com"), ((), "a@example.com")):
        with pytest.raises(DomainError) as refusal:
            invited(firm, email=email, offices=offices)
        assert refusal.value.field == "offices"
    with pytest.raises(DomainError) as held:
        invited(firm, email=people.user_of(bidder).email)
    assert held.value.field == "email"


def test_inviting_and_revoking_on_screen(client, firm):
    people.login(client, firm[1])
    home = f"/workspace/organisations/{firm[0].code}/"
    token = client.get(f"{home}invite/").context["form"]["form_token"].value()
    typed = {"email": "new@example.com", "offices": ["DELIVERY"], "form_token": token}
    assert [client.post(f"{home}invite/", typed).url for _click in range(2)] == [home] * 2
    invitation = Invitation.objects.get()
    assert "new@example.com" in client.get(home).content.decode()
    assert client.post(f"{home}invitations/{invitation.code}/revoke/").status_code == 302
    assert "new@example.com" not in client.get(home).content.decode()
