"""Methods and thresholds (C), splitting (B-19), SME reserve (E-45), panels (E-01, E-02), scope (A), paying (B)."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.regulations.bonds import late_refund_interest, max_bid_bond, supplement_room
from procurement.regulations.calendar import WorkCalendar
from procurement.regulations.errors import RegulationError
from procurement.regulations.methods import METHODS, minimum_suppliers, resolve
from procurement.regulations.panel import check_panel, panel_need
from procurement.regulations.payment import (
    check_slices,
    contract_payment_faults,
    ledger_faults,
    pay_by,
    payable_ceiling,
    payable_now,
)
from procurement.regulations.scope import (
    LONG_TERM_CONDITIONS,
    NEGATIVE_QUESTIONS,
    answers_block,
    contract_term_check,
    screen,
    screen_texts,
    screen_words,
)
from procurement.regulations.thresholds import Purchase, near_splitting, sme_reserve, splitting

ON = date(2026, 9, 18)
D = Decimal


def changed(key: str, value: object) -> dict[str, dict[str, object]]:
    return {key: {"value": value, "source": "x", "confirmed": True}}


@pytest.mark.parametrize(
    ("total", "listed", "proposed", "small", "approval"),
    [
        ("499999.99", False, "SMALL_PURCHASE", True, ()),
        ("499999.99", True, "COMPETITIVE_CONSULTATION", False, ()),
        ("500000", False, "COMPETITIVE_CONSULTATION", False, ()),
        ("1999999.99", False, "COMPETITIVE_CONSULTATION", False, ()),
        ("2000000", False, "OPEN_TENDER", False, ("COMPETITIVE_CONSULTATION",)),
    ],
)
def test_c03_c05_c14_the_total_decides(
    total: str, listed: bool, proposed: str, small: bool, approval: tuple[str, ...]
) -> None:
    advice = resolve(D(total), on=ON, in_centralised_list=listed)
    assert (advice.proposed, "SMALL_PURCHASE" in advice.lawful) == (proposed, small)
    assert advice.approval_needed == approval
    assert "OPEN_TENDER" in advice.lawful and proposed in advice.lawful
    assert advice.unconfirmed[:2] == ("split_limit_service", "open_tender_service")
    assert ("method_approval_authority" in advice.unconfirmed) == bool(approval)


def test_c06_to_c13_reasons_open_methods() -> None:
    assert resolve(D(800000), on=ON).lawful == ("OPEN_TENDER", "COMPETITIVE_CONSULTATION")
    reasons = ["LIMITED_SUPPLIERS", "TENDER_FAILED", "ONLY_SUPPLIER", "FRAMEWORK_CASE"]
    advice = resolve(D(3000000), on=ON, reasons=reasons)
    assert set(advice.lawful) == set(METHODS) - {"SMALL_PURCHASE"}
    assert set(advice.approval_needed) == set(advice.lawful) - {"OPEN_TENDER", "FRAMEWORK"}
    assert {"C-03", "C-06", "C-07", "C-08", "C-10", "C-13"} < set(advice.basis)
    with pytest.raises(RegulationError, match="C-01"):
        resolve(D(1), on=ON, reasons=["WE_LIKE_THEM"])


def test_c02_the_bureaus_threshold_is_used() -> None:
    advice = resolve(D(3000000), on=ON, parameters=changed("open_tender_service", "4000000"))
    assert (advice.proposed, advice.unconfirmed) == ("COMPETITIVE_CONSULTATION", ("split_limit_service",))


def test_supplier_count_matrix() -> None:
    invite = {method: minimum_suppliers(method, "INVITE") for method in METHODS}
    award = {method: minimum_suppliers(method, "AWARD") for method in METHODS}
    three = dict.fromkeys(METHODS[:4], 3)
    one_or_two = {"SINGLE_SOURCE": 1, "FRAMEWORK": 2, "SMALL_PURCHASE": 1}
    assert invite == {**three, **one_or_two}
    assert award == {**three, **one_or_two, "COMPETITIVE_CONSULTATION": 2}
    assert minimum_suppliers("COMPETITIVE_CONSULTATION", "AWARD", public_service=False) == 3
    assert minimum_suppliers("COMPETITIVE_NEGOTIATION", "AWARD", two_bidder_case=True) == 2
    assert minimum_suppliers("OPEN_TENDER", "AWARD", two_bidder_case=True) == 3
    for method, stage, rule in (
        ("INQUIRY", "AWARD", "C-09"),
        ("BARTER", "AWARD", "C-01"),
        ("FRAMEWORK", "X", "C-01"),
    ):
        with pytest.raises(RegulationError, match=rule):
            minimum_suppliers(method, stage)


def purchase(code: str, amount: str, method: str = "SMALL_PURCHASE", **other: object) -> Purchase:
    kind: dict[str, object] = {"unit": "U", "year": 2026, "budget_project": "P", "category": "A0607"}
    return Purchase(code=code, method=method, amount=D(amount), **(kind | other))  # type: ignore[arg-type]


def test_b19_splitting_is_strictly_above_the_threshold() -> None:
    pair = [purchase("1", "1000000"), purchase("2", "1000000", "COMPETITIVE_CONSULTATION")]
    assert splitting(pair, D(2000000)) == ()
    (found,) = splitting([*pair, purchase("3", "0.01")], D(2000000))
    assert (found.codes, found.total) == (("1", "2", "3"), D("2000000.01"))
    assert splitting([purchase("1", "3000000")], D(2000000)) == ()
    for other in (
        {"unit": "V"},
        {"year": 2025},
        {"budget_project": "Q"},
        {"category": "A0402"},
        {"method": "OPEN_TENDER"},
        {"excused": True},
    ):
        assert splitting([*pair, purchase("3", "0.01", **other)], D(2000000)) == ()


@pytest.mark.parametrize(
    ("amounts", "warned"),
    [
        (("800000", "799999.99"), False),
        (("800000", "800000"), True),
        (("1000000", "1000000"), True),
        (("1000000", "1000000.01"), False),
        (("1999999",), False),
    ],
)
def test_b19_a_near_miss_is_from_the_share_up_to_the_threshold(
    amounts: tuple[str, ...], warned: bool
) -> None:
    purchases = [purchase(str(number), amount) for number, amount in enumerate(amounts)]
    assert bool(near_splitting(purchases, D(2000000), D(80))) == warned


def test_e45_e47_sme_reserve() -> None:
    assert sme_reserve(D(2000000), on=ON).whole
    above = sme_reserve(D(2760000), on=ON)
    assert (above.whole, above.reserved, above.small_micro) == (False, D("828000.00"), D("496800.00"))
    excused = sme_reserve(D(2760000), on=ON, not_reserved_reason="FRAMEWORK")
    assert (excused.reserved, excused.reason) == (0, "FRAMEWORK")
    with pytest.raises(RegulationError, match="E-47"):
        sme_reserve(D(1), on=ON, not_reserved_reason="NO_TIME")


@pytest.mark.parametrize(
    ("method", "budget", "special", "least", "rule"),
    [
        ("OPEN_TENDER", "9999999.99", False, 5, "E-01"),
        ("OPEN_TENDER", "10000000", False, 7, "E-01"),
        ("INVITED_TENDER", "100", True, 7, "E-01"),
        ("COMPETITIVE_CONSULTATION", "5000000", False, 3, "E-02"),
        ("COMPETITIVE_NEGOTIATION", "1999999.99", False, 3, "E-02"),
        ("COMPETITIVE_NEGOTIATION", "2000000", False, 5, "E-02"),
    ],
)
def test_e01_e02_least_size(method: str, budget: str, special: bool, least: int, rule: str) -> None:
    need = panel_need(method, budget=D(budget), on=ON, complex_or_large_impact=special)
    assert (need.minimum, need.rule) == (least, rule)


def test_e01_e02_composition() -> None:
    need = panel_need("OPEN_TENDER", budget=D(1), on=ON)
    for size, experts in ((5, 4), (7, 5), (9, 6)):
        assert check_panel(need, size=size, experts=experts) == ()
        assert [fault.rule for fault in check_panel(need, size=size, experts=experts - 1)] == ["E-01"]
    assert len(check_panel(need, size=4, experts=4)) == 2
    group = panel_need("COMPETITIVE_CONSULTATION", budget=D(1), on=ON)
    assert check_panel(group, size=3, experts=2) == ()
    assert check_panel(group, size=3, experts=1)[0].rule == "E-02"
    assert check_panel(group, size=3, experts=2, head_is_purchaser=True)[0].rule == "E-04"
    assert check_panel(group, size=3, experts=2, legal_expert_needed=True)[0].rule == "E-02"
    assert check_panel(group, size=3, experts=2, legal_expert_needed=True, legal_experts=1) == ()


def test_a08_any_yes_blocks_and_every_question_wants_an_answer() -> None:
    none = {question.code: False for question in NEGATIVE_QUESTIONS}
    assert (len(none), answers_block(none)) == (6, ())
    assert [found.rule for found in answers_block({**none, "FINANCING": True, "OWN_HIRING": True})] == [
        "A-08"
    ] * 2
    for bad in ({}, {**none, "FINANCING": None}, {**none, "OTHER": False}, {**none, "FINANCING": "no"}):
        with pytest.raises(RegulationError, match="A-08"):
            answers_block(bad)  # type: ignore[arg-type]


def test_a09_b07_e26_words_are_found_whatever_their_width() -> None:
    hits = screen_words("厕所改建和运营，ＰＰＰ模式，再次改建", ["改建", "ppp", "", "改建"])
    assert [(hit.word, hit.start) for hit in hits] == [("改建", 2), ("ppp", 8), ("改建", 16)]
    assert hits[0].excerpt == "厕所改建和运营,ppp模"
    assert [hit.word for hit in screen("B-07", "垫资建设、三年回购", on=ON)] == ["垫资", "回购"]
    assert screen("A-09", "21村保洁与垃圾收集", on=ON) == ()
    assert [hit.word for hit in screen("E-26", "注册资本500万元以上得5分", on=ON)] == ["注册资本"]
    assert screen("B-07", "垫资", on=ON, parameters=changed("debt_words", ["回购"])) == ()
    with pytest.raises(RegulationError):
        screen("A-08", "x", on=ON)


@pytest.mark.parametrize(
    "text",
    [
        "注 册 资 本",
        "注册\u3000资本",
        "注册\u200b资本",
        "注\u00a0册资\u00ad本",
        "“注册”资本",
        "注册·资本",
        "注册 - 资本",
        "注__册**资本",
        "注、册、资、本",
        "要求：注,册。资/本500万元",
        "注册\u2009资\u202f本",
    ],
)
def test_i08_marks_inside_a_word_do_not_hide_it(text: str) -> None:
    assert [hit.word for hit in screen_words(text, ["注册资本"])] == ["注册资本"]
    assert list(screen_texts(["", text], ["注 册 资本"])) == [1]


@pytest.mark.parametrize(
    "text",
    [
        "合同自双方签字之日起成立，满足条件的付款",
        "合同成立\n满足条件",
        "成立。满一年",
        "成立（满足）",
        "注册、资本",
    ],
)
def test_i08_what_ends_a_word_is_not_read_over(text: str) -> None:
    assert screen_words(text, ["成立满", "注册资本"]) == ()


def test_b07_marks_between_latin_letters_stay_marks() -> None:
    assert [hit.word for hit in screen_words("A-B T, BT项目，P P P", ["BT", "PPP"])] == ["bt"]


def test_a09_many_texts_are_screened_as_one_by_one() -> None:
    texts = ["厕所改建", "", "保洁", "ＰＰＰ\0改\0建", "改", "建"]
    words = ["改建", "ppp", ""]
    assert screen_texts(texts, words) == {at: screen_words(texts[at], words) for at in (0, 3)}
    assert (screen_texts(texts, []), screen_texts([], words)) == ({}, {})


def test_a18_a19_contract_term() -> None:
    every = set(LONG_TERM_CONDITIONS)
    assert contract_term_check(12, (), on=ON) == ()
    assert contract_term_check(36, every, on=ON) == ()
    assert "价格变化幅度小" in contract_term_check(13, every - {"PRICE_STABLE"}, on=ON)[0].text_zh
    assert contract_term_check(37, every, on=ON)[0].rule == "A-18"
    late = contract_term_check(12, (), on=ON, ends_on=date(2029, 1, 1), plan_horizon=date(2028, 12, 31))
    assert [found.rule for found in late] == ["A-19"]
    assert contract_term_check(12, (), on=ON, ends_on=ON, plan_horizon=ON) == ()
    for months, conditions in ((0, every), (12, {"CHEAP"})):
        with pytest.raises(RegulationError, match="A-18"):
            contract_term_check(months, conditions, on=ON)


def test_d28_d30_b15_bonds() -> None:
    assert max_bid_bond(D("333333.33"), on=ON) == D("6666.66")
    assert max_bid_bond(D(500000), on=ON, parameters=changed("bid_bond_pct", "0")) == 0
    assert late_refund_interest(D(10000), base_rate=D("4.35"), days_late=30, on=ON) == D("43.50")
    assert supplement_room(D(462000), D(50000), on=ON) == 0
    with pytest.raises(RegulationError, match="D-30"):
        late_refund_interest(D(1), base_rate=D(1), days_late=-1, on=ON)


def test_b11_n19_payable_ceiling() -> None:
    contract = D(480000)
    assert payable_ceiling(contract_amount=contract, accepted=D(120000), deductions=D(2000)) == 118000
    advanced = {"contract_amount": contract, "advance_agreed": D(96000)}
    assert payable_ceiling(accepted=D(0), **advanced) == 96000
    assert payable_ceiling(accepted=D(120000), advance_offset=D(24000), **advanced) == 192000
    assert payable_ceiling(accepted=D(480000), **advanced) == contract
    assert payable_ceiling(contract_amount=contract, accepted=D(0), deductions=D(5)) == 0
    assert (payable_now(D(118000), D(100000)), payable_now(D(118000), D(120000))) == (18000, 0)
    with pytest.raises(RegulationError, match="N-19"):
        payable_ceiling(accepted=D(0), advance_offset=D(96001), **advanced)
    with pytest.raises(RegulationError, match="B-11"):
        payable_ceiling(contract_amount=contract, accepted=D(-1))


def test_b12_b13_b14_pay_by(calendar: WorkCalendar) -> None:
    plain = pay_by(invoiced_on=date(2026, 9, 3), calendar=calendar)
    assert (plain.due.limit, plain.due.rule) == (date(2026, 10, 8), "B-12")
    assert (plain.target.limit, plain.target.rule) == (date(2026, 9, 17), "B-13")
    small = {
        "invoiced_on": date(2026, 9, 3),
        "delivered_on": date(2026, 8, 20),
        "sme": True,
        "calendar": calendar,
    }
    assert (pay_by(**small).due.limit, pay_by(**small).due.rule) == (date(2026, 9, 19), "B-14")  # type: ignore[arg-type]
    agreed = pay_by(**small, agreed_days=60)  # type: ignore[arg-type]
    assert (agreed.due.rule, agreed.due.limit) == ("B-12", date(2026, 10, 8))
    for days in (0, 61):
        with pytest.raises(RegulationError, match="B-14"):
            pay_by(**small, agreed_days=days)  # type: ignore[arg-type]


def test_b05_b06_the_ledger_never_owes_more_than_it_has() -> None:
    line = {"approved": D(100), "adjustments": D(-10), "frozen": D(20), "committed": D(30), "paid": D(40)}
    assert ledger_faults(**line) == ()
    over = ledger_faults(**line, reserved=D("0.01"))
    assert [(fault.rule, fault.text_zh) for fault in over] == [("B-05", "预算超支0.01元")]
    assert ledger_faults(**{**line, "frozen": D(-1)})[0].text_zh == "冻结金额为负数"
    assert contract_payment_faults(contract_amount=D(5), paid=D(5)) == ()
    assert contract_payment_faults(contract_amount=D(5), paid=D("5.01"))[0].rule == "B-05"
    assert check_slices(D(276), {2026: D(92), 2027: D(92), 2028: D(92)}) == ()
    assert check_slices(D(276), {2026: D(92)})[0].rule == "B-06"
    assert check_slices(D(0), {2026: D(-1), 2027: D(1)})[0].rule == "B-06"
