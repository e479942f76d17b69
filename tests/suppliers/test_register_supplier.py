"""Signing up as a supplier: whose code it is, who may supply, what is written."""

import pytest

from procurement.accounts.enums import SupplierKind
from procurement.accounts.models import Organisation
from procurement.accounts.selectors import actor_of, offices_of
from procurement.core.actors import ANONYMOUS, SYSTEM
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.models import AuditEntry
from procurement.suppliers.models import Declaration, Supplier
from procurement.suppliers.services import check_identity, declaration_text, register_supplier
from tests.factories import accounts as people
from tests.factories import suppliers as make

pytestmark = pytest.mark.django_db
K = SupplierKind


def register(code, actor=None, **changed):
    person = people.user()
    return register_supplier(
        user=person,
        credit_code=code,
        actor=actor or actor_of(person),
        at=people.AT,
        **make.details(**changed),
    )


def test_a_person_registers_their_company_and_administers_it():
    person = people.user("赵六")
    supplier = register_supplier(
        user=person,
        credit_code=" 91420922ma480001xc ",
        actor=actor_of(person),
        at=people.AT,
        fields=["A0607", "A0604", "A0607"],
        towns=["420923109"],
        **make.details(name="测试环境服务有限公司"),
    )

    home = supplier.organisation
    assert (home.code, home.name, home.credit_code) == (
        supplier.code,
        "测试环境服务有限公司",
        "91420922MA480001XC",
    )
    assert (home.kind, home.supplier_kind) == ("SUPPLIER", "ENTERPRISE")
    assert offices_of(person, home) == {"SUPPLIER_ADMIN", "BIDDER", "DELIVERY"}
    assert [row.catalogue_code for row in supplier.fields_of_service.all()] == ["A0604", "A0607"]
    assert [row.division_code for row in supplier.towns.all()] == ["420923109"]
    assert supplier.status == "REGISTERED"
    signed = Declaration.objects.get(supplier=supplier)
    assert (signed.text, signed.signed_by_name) == (declaration_text("测试环境服务有限公司", "SMALL"), "赵六")


@pytest.mark.parametrize(
    "typed",
    ["9142 0922 ma48 0001 xc", "91420922-MA480001XC", "９１４２０９２２\u3000ＭＡ４８０００１ＸＣ\u200b"],
)
def test_a_code_is_read_in_whatever_groups_it_was_typed(typed):
    assert check_identity(supplier_kind=K.ENTERPRISE, credit_code=typed).number == "91420922MA480001XC"


def test_what_was_done_is_on_three_chains():
    supplier = register(make.credit_code())
    person = supplier.organisation.memberships.get().user
    found = AuditEntry.objects.filter(
        subject_code__in=[supplier.code, person.code], actor_code=person.code
    ).order_by("id")
    assert [(row.subject_kind, row.action) for row in found] == [
        ("organisation", "create"),
        ("organisation", "appoint"),
        ("person", "appoint"),
        ("supplier", "create"),
    ]


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("91", K.ENTERPRISE),
        ("91", K.INTERMEDIARY),
        ("31", K.INTERMEDIARY),
        ("92", K.INDIVIDUAL_BUSINESS),
        ("93", K.FARMERS_COOPERATIVE),
        ("51", K.SOCIAL_ASSOCIATION),
        ("52", K.SOCIAL_SERVICE_INSTITUTION),
        ("53", K.FOUNDATION),
        ("54", K.SELF_GOVERNING_BODY),
        ("55", K.SELF_GOVERNING_BODY),
        ("N1", K.RURAL_COLLECTIVE),
        ("N2", K.RURAL_COLLECTIVE),
        ("N3", K.RURAL_COLLECTIVE),
        ("12", K.PUBLIC_INSTITUTION_II),
        ("12", K.PRODUCTION_INSTITUTION),
    ],
)
def test_every_kind_the_law_admits_registers(prefix, kind):
    code = make.credit_code(prefix)
    supplier = register(code, supplier_kind=kind)
    assert (supplier.supplier_kind, supplier.organisation.credit_code) == (kind, code)


@pytest.mark.parametrize(
    "code", ["N2420922MF0123451L", "93420922MA49ABCDX6", "52420922MJH000000Y", "91420922MA48001080"]
)
def test_the_worked_codes_are_accepted(code):
    kinds = {"N2": K.RURAL_COLLECTIVE, "93": K.FARMERS_COOPERATIVE, "52": K.SOCIAL_SERVICE_INSTITUTION}
    found = check_identity(supplier_kind=kinds.get(code[:2], K.ENTERPRISE), credit_code=code)
    assert found.number == code


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "请填写统一社会信用代码"),
        ("91310115591693856", "应为18位，您填了17位"),
        ("42092112345678X", "应为18位，您填了15位"),
        ("9144O300708461136T", "第5位“O”不会出现"),
        ("I2421100420796199W", "第1位“I”不会出现"),
        ("91440300708461136X", "校验码不对"),
        ("91440300704861136T", "校验码不对"),
        ("91350211M00013FA1N", "校验码不对"),
        ("9142A923708461136T", "应全部为数字"),
    ],
)
def test_wrong_codes_are_refused_in_plain_words(code, words):
    with pytest.raises(DomainError) as refusal:
        check_identity(supplier_kind=K.ENTERPRISE, credit_code=code)
    assert refusal.value.field == "credit_code"
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("kind", "prefix", "field", "words"),
    [
        (K.PUBLIC_INSTITUTION_I, "12", "supplier_kind", "公益一类事业单位不得作为承接主体"),
        (K.OTHER, "11", "credit_code", "国家机关是购买主体"),
        (K.ENTERPRISE, "11", "credit_code", "国家机关是购买主体"),
        (K.ENTERPRISE, "12", "credit_code", "这个代码属于“事业单位”"),
        (K.SOCIAL_ASSOCIATION, "52", "credit_code", "与您选择的类型“社会团体”不符"),
        (K.RURAL_COLLECTIVE, "54", "credit_code", "这个代码属于“村民委员会”"),
    ],
)
def test_who_may_not_supply_is_told_at_once_with_the_reason(kind, prefix, field, words):
    with pytest.raises(DomainError) as refusal:
        register(make.credit_code(prefix), supplier_kind=kind)
    assert (refusal.value.field, refusal.value.rule[:1]) == (field, "A" if field == "supplier_kind" else "H")
    assert words in str(refusal.value)
    assert Supplier.objects.count() == 0


@pytest.mark.parametrize("prefix", ["13", "59", "81", "Y1"])
def test_where_the_code_does_not_tell_the_question_is_asked(prefix):
    code = make.credit_code(prefix)
    with pytest.raises(DomainError) as question:
        register(code, supplier_kind=K.OTHER)
    assert (question.value.field, question.value.rule) == ("publicly_funded", "H-10")
    with pytest.raises(DomainError) as refusal:
        register(code, supplier_kind=K.OTHER, publicly_funded=True)
    assert (refusal.value.field, refusal.value.rule) == ("publicly_funded", "A-04")
    assert register(code, supplier_kind=K.OTHER, publicly_funded=False).supplier_kind == K.OTHER


def test_a_code_registers_once_and_the_second_is_sent_to_the_administrator():
    code = make.credit_code()
    register(code)
    with pytest.raises(DomainError) as refusal:
        register(code)
    assert refusal.value.field == "credit_code"
    assert "请联系贵单位的管理员" in str(refusal.value)
    assert Organisation.objects.filter(credit_code=code).count() == 1


def test_a_doubtful_region_only_warns():
    supplier = register(make.credit_code(region="429999"))
    assert supplier.code_warnings == []
    odd = register(make.credit_code(region="990000"))
    assert odd.code_warnings == ["行政区划代码990000不在现行代码表中，请向登记机关核实。"]


@pytest.mark.parametrize("number", ["11010519491231002X", "420923198506150021"])
def test_a_natural_person_registers_with_their_identity_card(number):
    supplier = register("", supplier_kind=K.INDIVIDUAL, identity_number=number.lower())
    assert (supplier.identity_number, supplier.organisation.credit_code) == (number, None)
    with pytest.raises(DomainError) as again:
        register("", supplier_kind=K.INDIVIDUAL, identity_number=number)
    assert again.value.field == "identity_number"
    chain = AuditEntry.objects.filter(subject_code=supplier.code)
    assert [number in str(row.changes) for row in chain] == [False] * len(chain)


@pytest.mark.parametrize("number", ["", "123", "110105194912310021", "11010519491331002X"])
def test_a_wrong_identity_card_is_refused(number):
    with pytest.raises(DomainError) as refusal:
        register("", supplier_kind=K.INDIVIDUAL, identity_number=number)
    assert refusal.value.field == "identity_number"


def test_without_the_declaration_nothing_is_written():
    with pytest.raises(DomainError) as refusal:
        register(make.credit_code(), declared=False)
    assert refusal.value.field == "declared"
    assert Organisation.objects.filter(kind="SUPPLIER").count() == 0


def test_a_stranger_registers_nothing():
    with pytest.raises(NotAllowed):
        register(make.credit_code(), actor=ANONYMOUS)


def test_nobody_registers_a_company_in_anothers_name():
    with pytest.raises(NotAllowed):
        register(make.credit_code(), actor=people.stranger())
    assert Supplier.objects.count() == 0
    assert register(make.credit_code(), actor=SYSTEM).status == "REGISTERED"


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (K.ENTERPRISE, "91120105MA077GQX05 911522010783762860 91152201078377449P 91210242MA10ETFR0T"),
        (
            K.INDIVIDUAL_BUSINESS,
            "92340602MA2PEL605A 92340602MA2UK33127 92340603MA2PBMD304 92340603MA2PBMUF7M",
        ),
    ],
)
def test_real_codes_are_read_as_their_registry_says(kind, codes):
    """Codes that are public (the doctests of python-stdnum)."""
    read = [check_identity(supplier_kind=kind, credit_code=code).number for code in codes.split()]
    assert read == codes.split()
