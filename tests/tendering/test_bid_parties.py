"""Consortium, sub-contractors and the official letter: what a bid counts as, and each slip (E-43, E-44)."""

from datetime import date
from decimal import Decimal

import pytest

from catalogue.models import PlanItem
from procurement.accounts.models import Organisation
from procurement.tendering.enums import Method
from procurement.tendering.models import BidRound, Package, Tender
from procurement.tendering.selectors import bid_content
from procurement.tendering.services import bid_letters, bid_parties, bid_sizes

PERSON = "420923197503120017"
FIGURES = {"employees": "8", "revenue": "86.5", "assets": "52"}


def package(**fields) -> Package:
    """Return a package that is nowhere saved: these rules ask no table."""
    share = {key: fields.pop(key) for key in ("sme_share", "sme_measure") if key in fields}
    tender = Tender(
        title="居家养老上门服务",
        method=Method.OPEN_TENDER,
        purchaser=Organisation(name="下辛店镇人民政府"),
        industry="其他未列明行业",
        item=PlanItem(**{"sme_share": None, **share}),
        **{"accepts_consortium": True, **fields},
    )
    return Package(tender=tender, number="1", title="上门服务", budget=Decimal("288000"))


def party(name="乙合作社", scale="SMALL", share="40", **fields):
    return {
        "name": name,
        "credit_code": "91420923MA48ABCD9A",
        "work": "夜间巡访",
        "share": share,
        "scale": scale,
        **FIGURES,
        **fields,
    }


def form(own="LARGE", partners=(), subs=(), share="60", authority=True, letter=True, **fields):
    """Return what ``bid_forms.clean`` makes of the bidder's part."""
    given = {"consortium": {"share": share, "work": "项目管理", "partners": list(partners)}, **fields}
    found = {
        "own_scale": own,
        "size": bid_parties.clean_figures(FIGURES),
        "statements": {"lead_authority": authority, "sme_letter": letter},
        "consortium": bid_parties.clean_consortium(given, package()),
        "subcontracts": bid_parties.clean_parties(subs),
    }
    return found


@pytest.mark.parametrize(
    ("own", "partner", "expected"),
    [
        ("SMALL", "MICRO", "SMALL"),
        ("MICRO", "MICRO", "MICRO"),
        ("SMALL", "MEDIUM", "MEDIUM"),
        ("SMALL", "LARGE", "LARGE"),
        ("LARGE", "NOT_ENTERPRISE", "NOT_ENTERPRISE"),
        ("", "SMALL", ""),
    ],
)
def test_a_consortium_counts_as_its_largest_member(own, partner, expected):
    assert bid_parties.effective_scale(form(own, [party(scale=partner)])) == expected


@pytest.mark.parametrize(
    ("bid", "expected"),
    [
        (form("LARGE"), None),
        (form("SMALL"), None),
        (form("SMALL", [party(share="40")]), None),
        (form("LARGE", [party(share="40")]), "40"),
        (form("LARGE", [party(share="40")], [party("丙", share="5.5")]), "45.5"),
        (form("SMALL", [party(scale="LARGE", share="40")], share="60"), "60"),
        (form("LARGE", [party(share="40", related=True)]), None),
        (form("LARGE", [], [party(scale="MEDIUM", share="40")]), None),
        (form("LARGE", [party(share="四成")]), None),
    ],
)
def test_the_share_of_small_enterprises_is_summed_unless_they_are_tied(bid, expected):
    assert bid_parties.small_share(bid) == expected


def told(bid, **fields):
    return [(one.field, one.rule) for one in bid_parties.party_problems(bid, package(**fields))]


@pytest.mark.parametrize(
    ("bid", "fields", "expected"),
    [
        (form("LARGE", [party()]), {}, []),
        (form("LARGE", [party(share="30")]), {}, [("lead_share", "E-65")]),
        (form("LARGE", [party()], authority=False), {}, [("lead_authority", "E-65")]),
        (form("LARGE", [party()]), {"accepts_consortium": False}, [("partners-0-name", "E-65")]),
        (form("LARGE", [party(credit_code="")]), {}, [("partners-0-credit_code", "H-10")]),
        (form("LARGE", [party(credit_code="1142092342045345XX")]), {}, [("partners-0-credit_code", "H-10")]),
        (form("LARGE", [party(credit_code="114209234204534522")]), {}, [("partners-0-credit_code", "A-04")]),
        # A natural person joins with the identity card's number (采购法 art. 24).
        (form("LARGE", [party(credit_code=PERSON, scale="NOT_ENTERPRISE")]), {}, []),
        (form("LARGE", [party(credit_code="420923197503120011")]), {}, [("partners-0-credit_code", "H-10")]),
        (
            form("LARGE", [party(share="20"), party("丙", share="20")]),
            {},
            [("partners-0-credit_code", "E-65")],
        ),
        (form("LARGE", [], [party(share="130")]), {}, [("subs-0-share", "E-43")]),
        (form("LARGE", [], [party(share="100")]), {}, [("subs-0-share", "A-20")]),
        (form("LARGE", [], [party(work=" ")]), {}, [("subs-0-work", "E-65")]),
        (form("SMALL", [], [party(scale="MEDIUM")]), {}, [("subs-0-scale", "N-08")]),
        (
            form("LARGE", [], [party(share="20")]),
            {"sme_share": Decimal(30), "sme_measure": "SUBCONTRACT"},
            [("subs-0-share", "E-45")],
        ),
        (form("SMALL"), {"sme_share": Decimal(30), "sme_measure": "SUBCONTRACT"}, []),
    ],
)
def test_each_slip_is_told_beside_its_field(bid, fields, expected):
    assert told(bid, **fields) == expected


def test_the_bidder_is_no_partner_of_its_own():
    bid = form("LARGE", [party()])
    assert list(bid_parties.own_problem(bid, "914209233100000141")) == []
    (problem,) = bid_parties.own_problem(bid, party()["credit_code"])
    assert (problem.field, problem.rule) == ("partners-0-credit_code", "E-65")
    assert "自己的代码" in problem.message


def test_a_partners_code_typed_in_groups_keeps_its_last_signs():
    kept = bid_parties.clean_party(party(credit_code="9142 0922 ma48 0001 xc"))
    assert kept["credit_code"] == "91420922MA480001XC"


def test_of_a_persons_number_only_a_part_is_shown():
    bid = form("LARGE", [party(), party("李某", "NOT_ENTERPRISE", credit_code=PERSON)])
    content = {**bid, "offer": "1.00", "prices": [], "responses": [], "answers": [], "team": ""}
    shown = bid_content.shown_parties(content)
    assert [row["credit_code"] for row in shown] == ["91420923MA48ABCD9A", "420923********0017"]


def test_agreements_are_asked_for_as_attachments():
    bid = form("LARGE", [party()], [party("丙", share="5")])
    assert [purpose for purpose, _problem in bid_parties.needed_files(bid)] == ["CONSORTIUM", "SUBCONTRACT"]
    assert list(bid_parties.needed_files(form("LARGE", [], [party("丙", "LARGE", "5")]))) == []


def letter_of(bid, **fields):
    round = BidRound(package=package(**fields))
    return bid_letters.letter(form=bid, round=round, supplier="甲服务社", on=date(2026, 9, 21))


def test_the_letter_is_the_official_text():
    assert letter_of(form("SMALL")) == [
        "本公司郑重声明，根据《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）的规定，本公司参加"
        "下辛店镇人民政府的居家养老上门服务采购活动，服务全部由符合政策要求的中小企业承接。"
        "相关企业（含联合体中的中小企业、签订分包意向协议的中小企业）的具体情况如下：",
        "1. 上门服务，属于其他未列明行业；承接企业为甲服务社，从业人员8人，营业收入为86.5万元，"
        "资产总额为52万元，属于小型企业；",
        "以上企业，不属于大企业的分支机构，不存在控股股东为大企业的情形，也不存在与大企业的负责人为同一人的情形。",
        "本企业对上述声明内容的真实性负责。如有虚假，将依法承担相应责任。",
        "企业名称：甲服务社　日期：2026年9月21日",
    ]


@pytest.mark.parametrize(
    ("bid", "fields", "names"),
    [
        (form("LARGE"), {}, []),
        (form("SMALL", letter=False), {}, []),
        (form("MEDIUM"), {}, []),
        (form("MEDIUM"), {"reserved_for_sme": True}, ["甲服务社"]),
        (form("LARGE", [party()], [party("丙", "MICRO", "5")]), {}, ["乙合作社", "丙"]),
    ],
)
def test_the_letter_names_who_is_preferred(bid, fields, names):
    lines = [line for line in letter_of(bid, **fields) if line[0].isdigit()]
    assert [line.split("承接企业为")[1].split("，")[0] for line in lines] == names


def test_a_letter_in_which_a_larger_one_does_a_part_says_so():
    assert "服务部分由" in letter_of(form("LARGE", [party()]))[0]


def test_prison_and_welfare_enterprises_prove_it_in_their_own_way():
    """E-48: treated as small or micro; no figures are asked, the one shows its certificate, the other its letter."""
    own = package()
    welfare = {**form("SMALL", letter=False), "consortium": None, "policy_body": "WELFARE"}
    welfare["size"] = bid_parties.clean_figures({})
    found = [(problem.field, problem.rule) for problem in bid_parties.letter_problems(welfare, own)]
    assert found == [("sme_letter", "E-48")]
    welfare["statements"]["sme_letter"] = True
    assert list(bid_parties.letter_problems(welfare, own)) == []
    text = letter_of(welfare)
    assert len(text) == 3 and "残疾人福利性单位" in text[0] and "下辛店镇人民政府" in text[0]

    prison = {**welfare, "policy_body": "PRISON"}
    assert [purpose for purpose, _problem in bid_parties.needed_files(prison)] == ["POLICY"]
    assert letter_of(prison) == []
    large = {**prison, "own_scale": "LARGE"}
    assert [problem.field for problem in bid_parties.letter_problems(large, own)] == ["scale"]
    assert [p.field for p in bid_parties.letter_problems({**welfare, "policy_body": "X"}, own)][
        0
    ] == "policy_body"


def test_the_letter_says_where_its_figures_make_another_size():
    """Eight people are micro in an industry not listed; SMALL is what was chosen, and it is only a warning."""
    bid = {**form("SMALL"), "consortium": None}
    ((prefix, _name, declared, size),) = bid_sizes.sizes(bid, package())
    assert (prefix, declared, size.scale) == ("", "SMALL", "MICRO")
    assert [problem.field for problem in bid_sizes.warnings(bid, package())] == ["scale"]
    assert list(bid_sizes.warnings({**bid, "own_scale": "MICRO"}, package())) == []
    unknown = package()
    unknown.tender.industry = "养老"
    assert bid_sizes.sizes(bid, unknown) == []
