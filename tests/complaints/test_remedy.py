"""What follows an upheld challenge (94 art. 16): another winner, or a purchase begun anew; with it the hold ends."""

from datetime import timedelta
from decimal import Decimal

import pytest

from procurement.awarding import services as awarding
from procurement.awarding.models import Award, OutcomeLetter
from procurement.complaints.enums import ChallengeGround
from procurement.complaints.selectors import todos
from procurement.complaints.services import answer_challenge, remedy_challenge
from procurement.contracts import services as contracts
from procurement.contracts.models import Contract
from procurement.contracts.selectors import contracts_visible
from procurement.core import clock
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Notification
from procurement.publications.models import Publication
from procurement.tendering.models import Amendment, Package
from procurement.tendering.selectors.holds import holds_in_force
from tests.factories import accounts as people
from tests.factories import complaints as make
from tests.factories import contracts as contract_make

pytestmark = pytest.mark.django_db
ANSWERED = make.AT + timedelta(days=1)
AT = make.AT + timedelta(days=2)
REASON = "成交供应商的资格证明已经过期，复核认定不合格。"


@pytest.fixture
def deal(settings):
    settings.SANDBOX_CLOCK = True
    made = contract_make.awarded_deal()
    clock.start_at(AT)
    return made


def upheld(deal, **changed):
    challenge = make.challenge(deal, **changed)
    answer = {"outcome": "UPHELD", "answer": "复核后质疑成立。"}
    return answer_challenge(challenge=challenge, actor=deal.operator, at=ANSWERED, **answer)


def remedy(challenge, actor, way="NEXT", **changed):
    values = {"reason": REASON, "winner_qualifies": True, **changed}
    return remedy_challenge(challenge=challenge, remedy=way, actor=actor, at=AT, **values)


def package_of(deal):
    return Package.objects.get(pk=deal.award.package_id)


def held(challenge):
    return list(holds_in_force(challenge.tender, AT))


def test_the_next_candidate_is_proposed_and_the_old_award_stays_on_record(deal):
    challenge = upheld(deal)
    remedy(challenge, deal.leader)
    old, new = Award.objects.order_by("pk")
    second = next(row for row in package_of(deal).evaluation.result["ranking"] if row["rank"] == 2)
    assert (old.pk, old.status, old.voided_at) == (deal.award.pk, "VOIDED", AT)
    assert old.void_reason == f"供应商质疑{challenge.code}成立：{REASON}"
    assert (new.status, new.follows, new.bid.code, new.total_score) == (
        "PROPOSED",
        old,
        second["bid"],
        Decimal(second["total"]),
    )
    assert (challenge.status, package_of(deal).status, held(challenge)) == ("REMEDIED", "EVALUATED", [])


def test_the_change_is_public_and_told_and_finance_gets_the_report(deal):
    supervisor = people.bureau()
    challenge = upheld(deal)
    remedy(challenge, deal.leader)
    notice = Publication.objects.latest("pk")
    assert (notice.kind, notice.corrects.code) == ("CORRECTION", deal.award.publication_code)
    told = Notification.objects.filter(event="challenge_remedied").values_list("recipient_code", flat=True)
    assert set(told) == {make.loser(deal).code, deal.admin.code, supervisor.code}
    voided = Notification.objects.filter(event="result_voided").values_list("recipient_code", flat=True)
    assert set(voided) == {bidder.code for bidder in deal.stage.bidders}


def test_the_new_result_is_published_signed_and_every_bidder_told_again(deal):
    remedy(upheld(deal), deal.leader)
    new = Award.objects.latest("pk")
    awarding.confirm_award(award=new, actor=deal.leader, at=AT)
    awarding.publish_result(award=new, actor=deal.operator, at=AT)
    letters = OutcomeLetter.objects.filter(award=new)
    assert [letter.supplier_id for letter in letters if letter.won] == [new.supplier_id]
    assert (letters.count(), OutcomeLetter.objects.count()) == (3, 6)
    assert REASON in letters.get(supplier=deal.supplier).reason
    deal.award, deal.admin = (
        new,
        next(one for one in deal.stage.bidders if one.organisation_id == new.supplier_id),
    )
    assert deal.signed(AT).supplier == new.supplier
    assert package_of(deal).status == "CONTRACTED"


def test_a_contract_that_nobody_has_signed_falls_with_the_award(deal):
    deal.offered(make.AT)
    remedy(upheld(deal), deal.leader)
    contract = Contract.objects.get()
    assert contract.status == "LAPSED"
    with pytest.raises(WrongState):
        contracts.sign_contract(contract=contract, actor=deal.admin, at=AT)


def test_a_draft_that_the_supplier_never_saw_stays_unseen(deal):
    deal.draft(make.AT)
    remedy(upheld(deal), deal.leader)
    assert [list(contracts_visible(actor)) for actor in (deal.admin, deal.operator)] == [
        [],
        [Contract.objects.get()],
    ]


def test_too_few_qualified_suppliers_leave_only_a_purchase_begun_anew(deal):
    """A consultation that buys services needs two (财库〔2015〕124号): the second winner to fall is the last."""
    remedy(upheld(deal), deal.leader, winner_qualifies=False)
    new = Award.objects.latest("pk")
    awarding.confirm_award(award=new, actor=deal.leader, at=AT)
    awarding.publish_result(award=new, actor=deal.operator, at=AT)
    again = make.challenge(deal, actor=deal.admin, at=AT + timedelta(days=1))
    said = {"outcome": "UPHELD", "answer": "复核后质疑成立。", "at": AT + timedelta(days=2)}
    answer_challenge(challenge=again, actor=deal.operator, **said)
    with pytest.raises(GuardRefused, match="只剩1家，不足法定的2家") as refusal:
        remedy(again, deal.leader, winner_qualifies=False)
    again.refresh_from_db()
    assert (refusal.value.field, again.status, len(holds_in_force(again.tender, said["at"]))) == (
        "remedy",
        "ANSWERED",
        1,
    )
    assert [award.status for award in Award.objects.order_by("pk")] == ["VOIDED", "NOTIFIED"]


def test_begun_anew_the_package_is_annulled_and_the_money_stays_frozen(deal):
    deal.draft(make.AT)
    frozen = deal.line.frozen
    challenge = upheld(deal)
    remedy(challenge, deal.leader, "RESTART")
    package = package_of(deal)
    assert (package.status, package.outcome_basis) == ("ANNULLED", "94号令第十六条")
    assert REASON in package.outcome_reason
    assert (Award.objects.get().status, Contract.objects.get().status) == ("VOIDED", "LAPSED")
    assert (held(challenge), deal.line.frozen) == ([], frozen)
    assert Publication.objects.latest("pk").kind == "ANNULMENT"


def test_challenged_documents_are_amended_first(deal):
    challenge = upheld(deal, ground=ChallengeGround.DOCUMENTS)
    with pytest.raises(DomainError, match="请选择处理方式"):
        remedy(challenge, deal.leader, "NEXT")
    with pytest.raises(GuardRefused, match="先发布更正"):
        remedy(challenge, deal.leader, "AMEND")
    Amendment.objects.create(
        tender=challenge.tender,
        number=1,
        text="第3项标准改为不限定品牌。",
        old_deadline=AT,
        new_deadline=AT,
        at=AT,
    )
    remedy(challenge, deal.leader, "AMEND")
    assert (challenge.status, held(challenge), deal.award.status) == ("REMEDIED", [], "NOTIFIED")


def test_once_both_have_signed_only_finance_changes_the_result(deal):
    deal.signed(make.AT)
    challenge = upheld(deal)
    for way in ("NEXT", "RESTART"):
        with pytest.raises(GuardRefused, match="合同已经签订"):
            remedy(challenge, deal.leader, way)
    assert len(held(challenge)) == 1


@pytest.mark.parametrize("outcome", ["DISMISSED", "UPHELD_NO_EFFECT"])
def test_an_answer_that_changes_nothing_needs_no_remedy(deal, outcome):
    challenge = make.challenge(deal)
    answer_challenge(challenge=challenge, outcome=outcome, answer="理由。", actor=deal.operator, at=ANSWERED)
    with pytest.raises(GuardRefused, match="不需要处理"):
        remedy(challenge, deal.leader)
    assert todos(deal.leader, AT) == []


def test_upheld_holds_the_signing_though_the_challenger_did_not_ask_for_it(deal):
    challenge = upheld(deal, may_change_result=False)
    assert [hold.source_code for hold in held(challenge)] == [challenge.code]


def test_it_waits_for_the_purchaser_and_is_nobody_elses(deal):
    challenge = upheld(deal)
    for actor in (deal.operator, deal.leader):
        assert [(todo.rule, todo.subject_code) for todo in todos(actor, AT)] == [("D-45", challenge.code)]
    for actor in (deal.finance, deal.admin, make.loser(deal), people.bureau(), people.stranger()):
        with pytest.raises(NotAllowed):
            remedy(challenge, actor)
    remedy(challenge, deal.operator)
    with pytest.raises(WrongState):
        remedy(challenge, deal.operator)


def test_a_reason_is_written(deal):
    with pytest.raises(DomainError) as refusal:
        remedy(upheld(deal), deal.leader, reason=" ")
    assert refusal.value.field == "reason"


def test_the_form_says_beside_the_field_what_is_missing(client, deal):
    challenge = upheld(deal)
    own = f"{challenge.get_absolute_url()}remedy/"
    people.login(client, deal.leader)
    page = client.get(own)
    assert "下一名候选人" in page.content.decode()
    missing = client.post(own, {"remedy": "NEXT", "reason": REASON})
    assert missing.context["form"].errors.keys() == {"winner_qualifies"}
    typed = {"remedy": "NEXT", "reason": REASON, "winner_qualifies": "yes"}
    assert client.post(own, typed).url == challenge.get_absolute_url()
    outcome = people.login(client, deal.admin).get(f"/workspace/outcomes/{package_of(deal).code}/")
    assert "原成交结果无效" in outcome.content.decode()


def test_a_refusal_stands_beside_the_field_and_nothing_typed_is_lost(client, deal):
    challenge = upheld(deal, ground=ChallengeGround.DOCUMENTS)
    people.login(client, deal.leader)
    page = client.post(f"{challenge.get_absolute_url()}remedy/", {"remedy": "AMEND", "reason": REASON})
    assert (page.context["form"].errors.keys(), REASON in page.content.decode()) == ({"remedy"}, True)


def test_a_letter_that_was_sent_still_answers_and_says_that_it_is_void(client, deal):
    letter = deal.award.letter_sha256
    remedy(upheld(deal), deal.leader)
    assert "这份通知书已经失效" in client.get(f"/verify/?q={letter}").content.decode()


@pytest.mark.parametrize("who", ["finance", "admin"])
def test_others_do_not_open_the_form(client, deal, who):
    challenge = upheld(deal)
    people.login(client, getattr(deal, who))
    expected = 403 if who == "admin" else 404
    assert client.get(f"{challenge.get_absolute_url()}remedy/").status_code == expected
