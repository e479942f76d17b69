"""Building the documents: the table sums to 100, forbidden words, terms within the law."""

from decimal import Decimal

import pytest

from procurement.accounts.enums import Office
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from procurement.tendering.selectors.documents import problems
from procurement.tendering.services import documents, drafting
from tests.factories import accounts
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make.town()


def refusal(function, **arguments):
    with pytest.raises(DomainError) as caught:
        function(**arguments)
    return caught.value


def factors(*maxima):
    return [
        {"name": f"方案{number}", "kind": "TECHNICAL", "maximum": maximum, "criteria": "优、良、差三档"}
        for number, maximum in enumerate(maxima)
    ]


def test_a_lawful_table_is_kept_with_codes(home):
    package = make.drafted_tender(home).packages.get()
    documents.set_factors(package=package, rows=make.FACTORS, actor=home.operator, at=make.AT)

    assert list(package.factors.values_list("code", "maximum", "objective")) == [
        ("T1", Decimal("40"), False),
        ("T2", Decimal("30"), False),
        ("C1", Decimal("20"), True),
    ]
    entry = AuditEntry.objects.filter(subject_code=package.tender.code).last()
    assert (entry.action, entry.changes) == (
        "edit",
        {"package": "1", "factors": {"T1": "40", "T2": "30", "C1": "20"}},
    )


@pytest.mark.parametrize(
    ("maxima", "sentence"),
    [
        (
            ["60"],
            "价格分10分，加各评分因素60分，合计70分，还差30分：合计应为100分（214号第二十四条、第二十五条）。请修改分值。",
        ),
        (
            ["60.5", "40"],
            "价格分10分，加各评分因素100.5分，合计110.5分，多出10.5分：合计应为100分（214号第二十四条、第二十五条）。请修改分值。",
        ),
        (
            [],
            "价格分10分，加各评分因素0分，合计10分，还差90分：合计应为100分（214号第二十四条、第二十五条）。请修改分值。",
        ),
    ],
)
def test_a_table_that_does_not_make_100_is_refused_with_its_sum(home, maxima, sentence):
    package = make.drafted_tender(home).packages.get()

    error = refusal(
        documents.set_factors, package=package, rows=factors(*maxima), actor=home.operator, at=make.AT
    )

    assert (str(error), error.field, error.rule) == (sentence, "factors", "E-22")
    assert package.factors.count() == 0


@pytest.mark.parametrize(
    ("name", "rule", "sentence"),
    [
        (
            "注册资本不少于100万元",
            "E-26",
            "不能写“注册资本”（财政部令第87号第十七条、《政府采购法实施条例》第二十条、财库〔2020〕46号第五条）。"
            "建议：改为与履约能力直接有关、可以核对的要求，例如拟投入本项目的人员、方案和响应时间。",
        ),
        (
            "本地企业加分",
            "I-08",
            "不能写“本地企业”（《政府采购法实施条例》第二十条、财政部令第87号第十七条）。"
            "建议：改为不限地域、不限行业的同类服务经验，或者写明到达现场的时间要求。",
        ),
        (
            "已在名录库的得分",
            "N-04",
            None,
        ),
        ("具有本县同类项目经验", "I-08", None),
        ("获得省级以上荣誉", "I-08", None),
        ("国有企业", "I-08", None),
        ("在本县设有分支机构", "N-04", None),
        ("成立满三年", "E-26", None),
    ],
)
def test_forbidden_words_are_refused_with_article_and_better_wording(home, name, rule, sentence):
    package = make.drafted_tender(home).packages.get()
    rows = [{**make.FACTORS[0], "name": name, "maximum": "90"}]

    error = refusal(documents.set_factors, package=package, rows=rows, actor=home.operator, at=make.AT)

    assert (error.field, error.rule) == ("factors", rule)
    assert sentence is None or str(error) == sentence


def test_a_qualification_condition_is_no_factor(home):
    package = make.drafted_tender(home).packages.get()
    documents.set_conditions(
        package=package,
        rows=[{"text": "持有城市生活垃圾经营性清扫许可", "basis": "《城市生活垃圾管理办法》第十七条"}],
        actor=home.operator,
        at=make.AT,
    )
    rows = [{**make.FACTORS[0], "criteria": "持有城市生活垃圾经营性清扫许可得10分", "maximum": "90"}]

    error = refusal(documents.set_factors, package=package, rows=rows, actor=home.operator, at=make.AT)

    assert (error.field, error.rule) == ("factors", "E-25")


def test_a_word_about_size_may_stand_in_the_contract_but_not_in_a_condition(home):
    tender = make.drafted_tender(home)
    drafting.edit_terms(
        tender=tender,
        terms={"commercial_terms": "报价包含税金、利润等全部费用"},
        actor=home.operator,
        at=make.AT,
    )

    error = refusal(
        documents.set_conditions,
        package=tender.packages.get(),
        rows=[{"text": "上年利润为正", "basis": "采购人"}],
        actor=home.operator,
        at=make.AT,
    )

    assert (error.field, error.rule) == ("rows", "E-26")


@pytest.mark.parametrize(
    ("terms", "field", "rule"),
    [
        ({"price_weight": Decimal("9")}, "price_weight", "E-20"),
        ({"price_weight": Decimal("31")}, "price_weight", "E-20"),
        ({"price_is_fixed": True, "price_weight": Decimal("10")}, "price_weight", "E-24"),
        ({"bond_percent": Decimal("2.01")}, "bond_percent", "D-28"),
        ({"small_micro_deduction": Decimal("9.99")}, "small_micro_deduction", "E-41"),
        ({"small_micro_deduction": Decimal("20.01")}, "small_micro_deduction", "E-41"),
        ({"consortium_deduction": Decimal("6.01")}, "consortium_deduction", "E-43"),
        ({"reserved_for_sme": True, "small_micro_deduction": Decimal("10")}, "small_micro_deduction", "E-46"),
        ({"sme_reason": ""}, "sme_reason", "E-45"),
        ({"industry": ""}, "industry", "N-08"),
        ({"term_months": 13}, "term_months", "A-18"),
        (
            {"abnormal_low": {"of_mean": "66", "of_second_lowest": "50", "of_ceiling": "45"}},
            "abnormal_low.of_mean",
            "E7",
        ),
        (
            {"abnormal_low": {"of_mean": "50", "of_second_lowest": "50", "of_ceiling": "44"}},
            "abnormal_low.of_ceiling",
            "E7",
        ),
        ({"award_rule": "LOWEST_EVALUATED_PRICE"}, "award_rule", "C-08"),
        ({"commercial_terms": "设最低限价10万元"}, "commercial_terms", "B-09"),
        ({"title": " "}, "title", "B-08"),
    ],
)
def test_unlawful_terms_are_refused_beside_their_field(home, terms, field, rule):
    tender = make.drafted_tender(home)

    error = refusal(drafting.edit_terms, tender=tender, terms=terms, actor=home.operator, at=make.AT)

    assert (error.field, error.rule) == (field, rule)


@pytest.mark.parametrize(
    "terms",
    [
        {"price_weight": Decimal("30")},
        {"price_weight": Decimal("40"), "consents": ["E-20"]},
        {"price_is_fixed": True, "price_weight": Decimal("0")},
        {"bond_percent": Decimal("2")},
        {"small_micro_deduction": Decimal("20"), "consortium_deduction": Decimal("4")},
        {
            "reserved_for_sme": True,
            "small_micro_deduction": Decimal("0"),
            "consortium_deduction": Decimal("0"),
        },
        {"abnormal_low": {"of_mean": "65", "of_second_lowest": "65", "of_ceiling": "65"}},
    ],
)
def test_terms_at_the_edge_of_the_law_stand(home, terms):
    tender = make.drafted_tender(home)

    drafting.edit_terms(tender=tender, terms=terms, actor=home.operator, at=make.AT)

    tender.refresh_from_db()
    assert {name: getattr(tender, name) for name in terms} == terms


@pytest.mark.parametrize("ceiling", ["1960000.01", "0", "-1"])
def test_a_ceiling_lies_between_nothing_and_the_budget(home, ceiling):
    package = make.drafted_tender(home).packages.get()

    error = refusal(
        drafting.edit_package,
        package=package,
        title="保洁",
        budget=package.budget,
        price_ceiling=Decimal(ceiling),
        actor=home.operator,
        at=make.AT,
    )

    assert (error.field, error.rule) == ("price_ceiling", "B-09")


def test_packages_stay_within_the_filed_amount(home):
    package = make.drafted_tender(home).packages.get()

    error = refusal(
        drafting.edit_package,
        package=package,
        title="保洁",
        budget=Decimal("1960000.01"),
        price_ceiling=None,
        actor=home.operator,
        at=make.AT,
    )

    assert (error.field, error.rule) == ("budget", "B-01")


def test_the_payment_plan_makes_100_per_cent_and_becomes_a_paragraph(home):
    tender = make.drafted_tender(home)

    error = refusal(
        documents.set_payment_plan, tender=tender, rows=make.PAYMENTS[:2], actor=home.operator, at=make.AT
    )
    assert str(error) == "各期付款合计70%，应为100%。请修改比例。"

    documents.set_payment_plan(tender=tender, rows=make.PAYMENTS, actor=home.operator, at=make.AT)
    assert tender.payment_terms.splitlines()[0] == (
        "1. 首期：支付合同价款的30%，条件：合同签订并提交进场方案后。"
    )


def test_the_contract_is_built_from_what_is_entered(home):
    tender = make.complete_tender(home)

    for part in (
        "21村；每日清扫",
        "自合同签订之日起12个月",
        "支付合同价款的40%",
        "服务期内按月考核",
        "不得转包",
    ):
        assert part in tender.contract_draft


def test_what_is_missing_is_listed_page_by_page(home):
    tender = make.drafted_tender(home)

    assert [(problem.tab, problem.field) for problem in problems(tender, make.AT)] == [
        ("documents", "payment_terms"),
        ("documents", "contract_draft"),
        ("requirements", "rows"),
        ("scoring", "factors"),
        ("documents", "risk_plan"),
        ("dates", "deadline"),
    ]
    assert problems(make.complete_tender(make.town("伍洛镇")), make.AT) == []


@pytest.mark.parametrize("who", ["leader", "reviewer", "stranger", "neighbour"])
def test_only_the_operator_writes(home, who):
    package = make.drafted_tender(home).packages.get()
    people = {
        "leader": home.leader,
        "reviewer": home.reviewer,
        "stranger": accounts.stranger(),
        "neighbour": accounts.person(accounts.township("沙河乡"), Office.OPERATOR),
    }

    with pytest.raises(NotAllowed):
        documents.set_factors(package=package, rows=make.FACTORS, actor=people[who], at=make.AT)


def test_documents_under_review_are_not_changed(home):
    package = make.submitted_tender(home).packages.get()

    with pytest.raises(WrongState):
        documents.set_factors(package=package, rows=make.FACTORS, actor=home.operator, at=make.AT)


def test_requirement_lines_are_whole(home):
    package = make.drafted_tender(home).packages.get()
    for wrong in (
        [],
        [{**make.REQUIREMENTS[0], "standard": ""}],
        [{**make.REQUIREMENTS[0], "quantity": "0"}],
    ):
        error = refusal(
            documents.set_requirements, package=package, rows=wrong, actor=home.operator, at=make.AT
        )
        assert error.field == "rows"
