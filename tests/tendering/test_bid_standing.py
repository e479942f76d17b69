"""May I bid here? Answered with the reason, the article and what one can do; relations after the opening only."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue.enums import ReserveMeasure
from procurement.accounts.models import Organisation
from procurement.core import clock
from procurement.core.actors import ANONYMOUS
from procurement.core.errors import NotAllowed
from procurement.suppliers.enums import ListKind, PaperKind
from procurement.suppliers.services import add_paper, exclude
from procurement.tendering.enums import InvitedBy
from procurement.tendering.models import Package, Tender
from procurement.tendering.permissions import bidder
from procurement.tendering.selectors.standing import STOP, WARN, YES, answers
from procurement.tendering.services.drafts import save_draft
from tests.factories import accounts as people
from tests.factories import seals
from tests.factories import suppliers as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiving():
    return seals.receiving()[0]


def said(round, actor, at=seals.AT):
    return [
        (answer.tone, answer.basis[:4].strip())
        for answer in answers(round.package.tender, actor, at, bids=bidder(actor))
    ]


def test_an_unverified_small_firm_may(receiving):
    round = receiving
    _firm, admin = make.supplier()
    tones = [tone for tone, _basis in said(round, admin)]
    assert (STOP in tones, tones.count(YES), tones.count(WARN)) == (False, 4, 1)


@pytest.mark.parametrize(
    ("kind", "prefix", "scale", "stopped"),
    [
        ("ENTERPRISE", "91", "SMALL", False),
        ("ENTERPRISE", "91", "LARGE", True),
        ("SOCIAL_SERVICE_INSTITUTION", "52", "NOT_ENTERPRISE", True),
        ("SELF_GOVERNING_BODY", "54", "NOT_ENTERPRISE", True),
        ("FARMERS_COOPERATIVE", "93", "NOT_ENTERPRISE", True),
        ("FARMERS_COOPERATIVE", "93", "SMALL", True),
        ("INDIVIDUAL_BUSINESS", "92", "MICRO", False),
    ],
)
def test_a_reserve_shuts_out_with_what_can_be_done(receiving, kind, prefix, scale, stopped):
    round = receiving
    Tender.objects.filter(pk=round.package.tender_id).update(reserved_for_sme=True)
    round.package.tender.refresh_from_db()
    _firm, admin = make.supplier(supplier_kind=kind, credit_code=make.credit_code(prefix), scale=scale)
    found = [
        answer for answer in answers(round.package.tender, admin, seals.AT, bids=True) if answer.tone == STOP
    ]
    assert [answer.basis for answer in found] == (["E-48 财库〔2020〕46号第二条、第六条"] if stopped else [])
    assert [bool(answer.advice) for answer in found] == [True] * len(found)


@pytest.mark.parametrize("reserve", ["whole", "part"])
def test_the_page_of_a_reserved_project_says_which_kinds_can_take_part(client, receiving, reserve):
    tender = receiving.package.tender
    Tender.objects.filter(pk=tender.pk).update(reserved_for_sme=reserve == "whole", released_at=seals.AT)
    Package.objects.filter(tender=tender).update(sme_package=reserve == "part")
    page = client.get(f"/tenders/{tender.code}/may-i-bid/")
    assert (page.status_code, len(page.context["kinds"])) == (200, 7)


def test_each_package_answers_for_itself_and_says_what_can_be_done_together(receiving):
    """One package for small and micro ones alone, one open: a medium firm and an association each know which."""
    tender = receiving.package.tender
    receiving.package.small_micro_only = receiving.package.sme_package = True
    receiving.package.save(update_fields=["small_micro_only", "sme_package"])
    _medium, admin = make.supplier(scale="MEDIUM")
    assert (STOP, "E-45") in said(receiving, admin)
    Package.objects.create(code=f"{tender.code}-2", tender=tender, number="2", title="第二包", budget=1000)
    tender.item.sme_share, tender.item.sme_measure = Decimal(40), ReserveMeasure.CONSORTIUM
    texts = [answer.text for answer in answers(tender, admin, seals.AT, bids=True)]
    assert STOP not in [tone for tone, _basis in said(receiving, admin)]
    assert "第1包：只面向小型、微型企业，中型企业不能参加。" in texts
    assert any(text.startswith("第2包：本项目向各类承接主体开放") for text in texts)
    tender.accepts_consortium, tender.consortium_deduction = True, Decimal(5)
    _club, head = make.supplier(
        supplier_kind="SOCIAL_ASSOCIATION", credit_code=make.credit_code("51"), scale="NOT_ENTERPRISE"
    )
    texts = [answer.text for answer in answers(tender, head, seals.AT, bids=True)]
    assert "须与中小企业组成联合体，中小企业承担合同金额的40%以上，写入联合协议。" in texts
    assert any("社会组织" in text and "5%扣除" in text for text in texts)


def test_lists_deadline_and_office_stop(receiving):
    round = receiving
    firm, admin = make.supplier()
    exclude(
        supplier=firm,
        list_kind=ListKind.TAX_OFFENDER,
        starts_on=seals.AT.date(),
        source="信用中国",
        actor=people.bureau(),
        at=seals.AT,
    )
    assert said(round, admin)[0][0] == STOP
    _other, healthy = make.supplier()
    assert [tone for tone, _b in said(round, healthy, round.deadline + timedelta(minutes=1))].count(STOP) == 1
    carer = people.person(firm.organisation, "DELIVERY")
    assert [tone for tone, _b in said(round, carer)].count(STOP) == 2


def test_everybody_reads_the_page_and_who_has_no_supplier_is_led_to_sign_up(client, receiving):
    round = receiving
    address = f"/tenders/{round.package.tender.code}/may-i-bid/"
    Tender.objects.filter(pk=round.package.tender_id).update(released_at=seals.AT)
    assert client.get(address).status_code == 200
    page = people.login(client, people.stranger()).get(address)
    assert "/workspace/supplier/" in page.content.decode()
    Tender.objects.filter(pk=round.package.tender_id).update(released_at=None)
    assert client.get(address).status_code == 404


def test_ties_show_to_who_examines_after_the_opening_and_to_no_bidder(client):
    round, custodians = seals.receiving("OPEN_TENDER")
    for number, account in enumerate(("620000001111", "620000001111", "620000002222")):
        own = {"address": f"测试路{number}段{number}号院", "phone": f"0712-432111{number}"}
        _firm, admin = make.supplier(**own, bank_account=account)
        seals.sealed_bid(round, admin)
    operator = seals.operator(round.package.tender.purchaser)
    address = f"/workspace/openings/{round.code}/"
    people.login(client, operator)
    seals.close(round)
    assert client.get(address).context["relations"] == []
    seals.opened(round, custodians)
    page = client.get(address)
    assert [tie.text for row in page.context["relations"] for tie in row.ties] == ["银行账号相同"]
    assert "620000001111" not in page.content.decode()
    page = people.login(client, admin).get(
        f"{address}{round.opened.get(supplier=admin.organisation_id).code}/"
    )
    assert (page.status_code, page.context["relations"]) == (200, [])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("days", "warned"), [(-1, True), (0, False)])
def test_a_licence_that_runs_out_before_the_deadline_warns_and_stops_nothing(client, receiving, days, warned):
    """Papers are judged at the date that the documents name (N-04): the supplier is told, and may bid."""
    clock.start_at(seals.AT)
    firm, admin = make.supplier()
    add_paper(
        supplier=firm,
        kind=PaperKind.LICENCE,
        file=SimpleUploadedFile("licence.pdf", seals.PDF),
        valid_until=seals.DEADLINE.date() + timedelta(days=days),
        actor=admin,
        at=seals.AT,
    )
    save_draft(round=receiving, form=seals.form(), actor=admin, at=seals.AT)
    page = people.login(client, admin).get(reverse("tendering:bid-seal", args=[receiving.code]))
    told = ["N-04" in str(warning.rule) for warning in page.context["warnings"]]
    assert (any(told), page.context["sealable"]) == (warned, True)
    assert seals.sealed_bid(receiving, admin).receipt


def test_a_branch_whose_letter_runs_out_before_the_deadline_is_told_and_mends_it_at_once(client, receiving):
    clock.start_at(seals.AT)
    branch, admin = make.supplier("测试保洁有限公司云梦分公司", head_office="测试保洁有限公司")

    def letter(days):
        add_paper(
            supplier=branch,
            kind=PaperKind.AUTHORISATION,
            file=SimpleUploadedFile("letter.pdf", seals.PDF),
            valid_until=seals.DEADLINE.date() + timedelta(days=days),
            actor=admin,
            at=seals.AT,
        )

    letter(-1)
    (stopped, *_rest) = answers(receiving.package.tender, admin, seals.AT, bids=True)
    assert (stopped.tone, stopped.link) == (STOP, "上传授权书")
    assert "已经过期，等于没有授权" in stopped.text
    assert people.login(client, admin).get(stopped.url).status_code == 200
    with pytest.raises(NotAllowed, match="已经过期，等于没有授权"):
        save_draft(round=receiving, form=seals.form(), actor=admin, at=seals.AT)
    letter(0)
    assert STOP not in [tone for tone, _basis in said(receiving, admin)]
    save_draft(round=receiving, form=seals.form(), actor=admin, at=seals.AT)


def test_everybody_who_cannot_bid_is_told_what_to_do(receiving):
    """Nobody signed in, a purchaser, no organisation yet, a colleague who keeps the ledger, another's invitation."""
    tender = receiving.package.tender
    firm, admin = make.supplier()
    colleague = people.person(firm.organisation, "DELIVERY")

    def first(actor):
        found = answers(tender, actor, seals.AT, bids=bidder(actor, tender))
        return found[0].tone, found[0].text, found[0].link

    assert first(ANONYMOUS)[::2] == (WARN, "登录")
    assert first(seals.operator(tender.purchaser))[1] == "您现在不是以供应商身份登录，请先切换身份。"
    assert first(people.stranger())[::2] == (STOP, "注册为供应商")
    assert "或者为本项目授权您为代理人" in first(colleague)[1]
    assert first(admin)[0] == WARN
    Tender.objects.filter(pk=tender.pk).update(method="INVITED_TENDER", invitation_way="POOL")
    tender.refresh_from_db()
    assert first(admin)[:2] == (STOP, "您单位没有被邀请参加本项目。")

    def of_the_invitation(actor):
        found = answers(tender, actor, seals.AT, bids=True)
        return [(answer.tone, answer.basis) for answer in found if "的方式邀请供应商" in answer.text]

    assert of_the_invitation(admin) == of_the_invitation(ANONYMOUS) == [(WARN, "87号令第十四条")]
    own = Organisation.objects.get(pk=admin.organisation_id)
    tender.invitees.create(position=1, name=own.name, credit_code=own.credit_code, origin=InvitedBy.POOL)
    assert of_the_invitation(admin) == [(YES, "87号令第十四条")]


def test_a_branch_at_a_reserve_is_told_that_branches_of_large_firms_are_none(receiving):
    Tender.objects.filter(pk=receiving.package.tender_id).update(reserved_for_sme=True)
    receiving.package.tender.refresh_from_db()
    _branch, admin = make.supplier("测试保洁有限公司云梦分公司", head_office="测试保洁有限公司")
    texts = [answer.text for answer in answers(receiving.package.tender, admin, seals.AT, bids=True)]
    assert any("大型企业的分支机构不算中小企业" in text for text in texts)
