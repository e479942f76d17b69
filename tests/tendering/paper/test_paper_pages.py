"""The screens of the papers: each person's own pages, refusals beside the field, fixed numbers of queries."""

from datetime import timedelta

import pytest
from django.urls import reverse

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core import clock
from procurement.publications.models import Publication
from procurement.tendering.models import ImplementationPlan, SmallPurchase, Tender
from procurement.tendering.selectors.todos import todos
from procurement.tendering.services.enquiries import ask
from tests.factories import accounts, seals
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make.town()


@pytest.fixture
def rules_time(settings):
    """Set the rules' clock, as a demonstration does."""
    settings.SANDBOX_CLOCK = True

    def to(moment):
        clock.SandboxClock.objects.all().delete()
        clock.start_at(moment)

    to(make.AT)
    return to


def at(name, *arguments):
    return reverse(f"tendering:{name}", args=arguments)


def send(client, url, **data):
    """Fill in the form that the page shows and send it; returns the response after the redirect."""
    shown = client.get(url)
    assert shown.status_code == 200, (url, shown.status_code)
    hidden = {
        name: field.initial
        for name, field in shown.context["form"].fields.items()
        if field.widget.is_hidden and field.initial is not None
    }
    return client.post(url, {**hidden, **data}, follow=True)


def table(rows, prefilled=0, **defaults):
    found = {"rows-TOTAL_FORMS": len(rows) + 1, "rows-INITIAL_FORMS": prefilled}
    for number, row in enumerate(rows):
        for name, value in row.items():
            found[f"rows-{number}-{name}"] = value
    for name, value in defaults.items():
        found[f"rows-{len(rows)}-{name}"] = value
    return found


def done(response):
    assert response.redirect_chain, response.context["form"].errors.as_json()
    assert response.status_code == 200
    return response


def plan_by_form(client, item):
    fields = {"method": "COMPETITIVE_CONSULTATION", "method_reason": "政府购买服务项目"}
    done(send(client, at("plan-create", item.code), organisation_form="SELF_RUN", **fields))
    plan = ImplementationPlan.objects.get()
    done(send(client, at("plan-transition", plan.code, "file")))
    return plan


def draft_by_form(client, plan):
    fields = {
        "title": "农村生活垃圾保洁服务",
        "award_rule": "COMPREHENSIVE_SCORING",
        "packages": "1",
        "industry": "其他未列明行业",
        "requirement": "21个村保洁",
    }
    done(send(client, at("tender-create", plan.code), **fields))
    return Tender.objects.get()


def fill_by_form(client, tender):
    package = tender.packages.get()
    factors = [{**row, "objective": "on"} if row.get("objective") else row for row in make.FACTORS]
    parts = client.get(at("tender-commercial", tender.code)).context["form"].initial
    assert parts["service_term"] == "自合同签订之日起12个月"
    done(send(client, at("tender-commercial", tender.code), **parts))
    first = client.get(at("package-requirements", package.code)).context["form"].table.initial[0]
    assert (first["what"], first["quantity"], first["unit"]) == (
        tender.item.title,
        tender.item.quantity,
        tender.item.unit,
    )
    done(send(client, at("package-requirements", package.code), **table(make.REQUIREMENTS)))
    done(send(client, at("package-scoring", package.code), **table(factors, kind="TECHNICAL")))
    done(send(client, at("tender-payment", tender.code), **table(make.PAYMENTS)))
    risks = client.get(at("tender-risks", tender.code)).context["form"].table.initial
    assert len(risks) == 8
    done(send(client, at("tender-risks", tender.code), **table(risks, prefilled=8)))
    done(send(client, at("tender-contract-build", tender.code)))
    dates = {
        "documents_from": "2026-09-21",
        "documents_until": "2026-09-29",
        "deadline_day": "2026-10-08",
        "deadline_time": "09:00",
    }
    done(send(client, at("tender-dates", tender.code), opening_place="三楼会议室", **dates))


def test_a_clerk_walks_from_plan_to_release(home, client, rules_time):
    item = make.published_item(home)
    seals.enrolled_custodians(home.organisation)
    accounts.login(client, home.operator)
    tender = draft_by_form(client, plan_by_form(client, item))
    fill_by_form(client, tender)
    done(send(client, at("tender-transition", tender.code, "submit_for_review")))
    blocked = client.get(at("tender-detail", tender.code))
    assert (
        "还缺采购审查、财务审查、业务审查、监督审查（需求管理办法第三十二条）、重点审查"
        in blocked.content.decode()
    )

    rules_time(make.AT + timedelta(minutes=1))
    for kind, reviewer in home.reviewers.items():
        accounts.login(client, reviewer)
        answers = {f"check_{code}": finding for code, finding in make.FINE.items()} if kind == "KEY" else {}
        said = {"kind": kind, "passed": "yes", "opinion": "同意", "adviser": "刘律师"}
        done(send(client, at("tender-review", tender.code), **said, **answers))
    accounts.login(client, home.operator)
    page = client.get(at("tender-release", tender.code))
    assert "214号第十条" in page.content.decode()
    done(send(client, at("tender-release", tender.code), medium_url="", **page.context["form"].initial))

    tender.refresh_from_db()
    assert (tender.status, Publication.objects.filter(kind="CONSULTATION_NOTICE").count()) == ("RELEASED", 1)
    assert [client.get(at(name, tender.code)).status_code for name in WORKSPACE] == [200] * len(WORKSPACE)


def test_the_sum_stands_beside_the_table_and_nothing_typed_is_lost(home, client, rules_time):
    package = make.drafted_tender(home).packages.get()
    accounts.login(client, home.operator)

    response = send(client, at("package-scoring", package.code), **table(make.FACTORS[:1]))

    page = response.content.decode()
    assert response.redirect_chain == []
    assert "价格分10分，加各评分因素40分，合计50分，还差50分" in page
    assert [line["value"] for line in response.context["sums"]] == ["10", "40", "50"]
    assert "保洁方案" in page


def test_an_unlawful_date_is_refused_beside_its_field(home, client, rules_time):
    tender = make.drafted_tender(home)
    accounts.login(client, home.operator)

    response = send(
        client,
        at("tender-dates", tender.code),
        documents_from="2026-09-23",
        documents_until="2026-10-08",
        deadline_day="2026-09-30",
        deadline_time="09:00",
        opening_place="三楼",
    )

    assert response.context["form"].errors["deadline_day"] == [
        "截止时间不得早于10月8日：自文件发出之日起不少于10日（财库〔2014〕214号第十条）。请改为10月8日或之后。"
    ]


def test_a_clerk_buys_small_in_four_forms(home, client, rules_time):
    item = make.published_item(home, amount="120000.00", method="SMALL_PURCHASE", title="农村公厕管护")
    suppliers = [accounts.organisation(OrganisationKind.SUPPLIER, f"测试合作社{n}") for n in range(3)]
    accounts.login(client, home.operator)

    done(send(client, at("small-create", item.code), requirement="16座公厕管护"))
    purchase = SmallPurchase.objects.get()
    for supplier, amount in zip(suppliers, ("118000", "115000", "119000"), strict=True):
        done(
            send(
                client, at("quote-create", purchase.code), supplier=supplier.code, amount=amount, note="电话"
            )
        )
    chosen = purchase.quotes.get(amount=115000)
    refused = send(
        client,
        at("small-decide", purchase.code),
        quote=chosen.pk,
        present="镇长",
        minutes="价低者得，同意选定。",
    )
    assert list(refused.context["form"].errors) == ["present"]
    done(
        send(
            client,
            at("small-decide", purchase.code),
            quote=chosen.pk,
            present="镇长、经办人、会计",
            minutes="价低者得，同意选定测试合作社。",
        )
    )
    done(send(client, at("small-transition", purchase.code, "publish")))
    assert Publication.objects.get(kind="SMALL_PURCHASE_RESULT").project_code == item.code


def test_a_supplier_asks_and_the_purchaser_does_not_learn_who(home, client, rules_time):
    tender = make.released_tender(home)
    rules_time(make.RELEASED_AT + timedelta(hours=1))
    asker = seals.bidder("楚风保洁测试公司")
    accounts.login(client, asker)
    done(send(client, at("tender-ask", tender.code), question="保洁员的年龄有要求吗？"))
    assert "保洁员的年龄有要求吗" in client.get(at("tender-ask", tender.code)).content.decode()

    for reader in (home.operator, home.leader, accounts.bureau(), accounts.auditor()):
        accounts.login(client, reader)
        page = client.get(at("tender-enquiries", tender.code)).content.decode()
        assert "保洁员的年龄有要求吗" in page
        assert [text for text in ("楚风保洁测试公司", asker.name, asker.code) if text in page] == []

    accounts.login(client, home.operator)
    enquiry = tender.enquiries.get()
    shown = client.get(at("enquiry-answer", enquiry.code)).content.decode()
    assert "楚风保洁测试公司" not in shown
    assert ("也不顺延截止时间" in shown, at("amendment-create", tender.code) in shown) == (True, True)
    done(send(client, at("enquiry-answer", enquiry.code), answer="没有年龄上限。"))

    other = seals.bidder()
    accounts.login(client, other)
    assert "保洁员的年龄有要求吗" not in client.get(at("tender-ask", tender.code)).content.decode()


def test_once_the_deadline_has_passed_the_page_says_so_and_what_is_left(home, client, rules_time):
    tender = make.released_tender(home)
    rules_time(tender.deadline - timedelta(minutes=5))
    accounts.login(client, seals.bidder())
    shown = client.get(at("tender-ask", tender.code))
    hidden = {"form_token": shown.context["form"].fields["form_token"].initial}
    rules_time(tender.deadline + timedelta(minutes=5))

    late = client.post(at("tender-ask", tender.code), {**hidden, "question": "保洁员的年龄有要求吗？"})
    page = client.get(at("tender-ask", tender.code)).content.decode()

    assert list(late.context["form"].errors) == ["question"]
    assert "保洁员的年龄有要求吗？" in late.content.decode()
    assert tender.enquiries.count() == 0
    assert "对采购文件的询问已经截止" in page
    assert "214号第十条" in page
    assert reverse("complaints:challenge-add", args=[tender.code]) in page
    assert '<textarea name="question"' not in page


def test_amend_and_annul_by_form(home, client, rules_time):
    tender = make.released_tender(home)
    rules_time(make.RELEASED_AT + timedelta(days=1))
    accounts.login(client, home.operator)
    done(
        send(
            client,
            at("amendment-create", tender.code),
            text="98%改为95%",
            affects_bids="on",
            new_day="2026-10-09",
            new_time="09:30",
        )
    )
    tender.refresh_from_db()
    assert clock.local_date(tender.deadline).isoformat() == "2026-10-09"

    package = tender.packages.get()
    response = done(
        send(client, at("package-annul", package.code), ground="ILLEGAL_ACTS", reason="文件有不合理条款")
    )
    page = response.content.decode()
    assert "改正后重新采购" in page or "重新开展采购活动" in page
    assert "不得自动转为单一来源" in page


WORKSPACE = (
    "tender-detail",
    "tender-documents",
    "tender-requirements",
    "tender-scoring",
    "tender-dates",
    "tender-reviews",
    "tender-enquiries",
    "tender-amendments",
)
WRITING = ("tender-terms", "tender-payment", "tender-contract", "tender-contract-build", "amendment-create")


def test_strangers_find_nothing(home, client):
    tender = make.released_tender(home)
    package = tender.packages.get()
    purchase = make.small_purchase(make.town("沙河乡"))
    addresses = [
        *(at(name, tender.code) for name in (*WORKSPACE, *WRITING, "tender-review", "tender-release")),
        *(
            at(name, package.code)
            for name in ("package-edit", "package-scoring", "package-annul", "package-next")
        ),
        at("plan-detail", tender.plan.code),
        at("small-detail", purchase.code),
        at("tender-list"),
        at("plan-list"),
        at("small-list"),
        at("plan-create", tender.item.code),
    ]
    for url in addresses:
        response = client.get(url)
        assert (response.status_code, "login" in response.url) == (302, True), url
    for somebody in (accounts.stranger(), seals.bidder()):
        accounts.login(client, somebody)
        assert {url: client.get(url).status_code for url in addresses} == dict.fromkeys(addresses, 404)


def test_neighbours_find_nothing_and_overseers_only_read(home, client):
    tender = make.released_tender(home)
    accounts.login(client, accounts.person(accounts.township("沙河乡"), Office.OPERATOR))
    assert [client.get(at(name, tender.code)).status_code for name in WORKSPACE] == [404] * len(WORKSPACE)

    accounts.login(client, accounts.bureau())
    assert [client.get(at(name, tender.code)).status_code for name in WORKSPACE] == [200] * len(WORKSPACE)
    assert [client.get(at(name, tender.code)).status_code for name in WRITING] == [403] * len(WRITING)
    assert client.get(at("tender-release", tender.code)).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_needs_the_same_queries_at_any_length(home, client, count, django_assert_max_num_queries):
    tender = make.drafted_tender(home)
    Tender.objects.bulk_create(
        Tender(
            code=f"X-{number}",
            plan=tender.plan,
            item=tender.item,
            purchaser=tender.purchaser,
            title="测试",
            method=tender.method,
            award_rule=tender.award_rule,
            budget=1,
            author_code="x",
        )
        for number in range(count - 1)
    )
    accounts.login(client, home.operator)
    with django_assert_max_num_queries(15):
        response = client.get(at("tender-list"))
    assert response.context["count"] == count


def test_everybody_s_todos(home):
    small = make.published_item(home, amount="120000.00", method="SMALL_PURCHASE", title="公厕管护")
    tender = make.submitted_tender(home)
    assert [(todo.rule, todo.subject_code) for todo in todos(home.operator, make.AT)] == [
        ("N-14", small.code)
    ]
    assert [(todo.rule, todo.subject_code) for todo in todos(home.finance, make.AT)] == [
        ("N-12", tender.code)
    ]
    assert todos(accounts.bureau(), make.AT) == []

    other = make.town("伍洛镇")
    released = make.released_tender(other)
    asker = seals.bidder()
    from_supplier = ask(tender=released, question="有年龄要求吗？", actor=asker, at=make.RELEASED_AT)
    waiting = todos(other.operator, make.RELEASED_AT)
    assert [(todo.rule, todo.due.isoformat(), todo.subject_code) for todo in waiting] == [
        ("D-33", "2026-09-24", from_supplier.code)
    ]


def test_a_table_grows_before_it_sums(home, client, rules_time):
    """A scoring table cannot be saved before it makes 100: more rows come without saving, every word stays."""
    package = make.drafted_tender(home).packages.get()
    before = list(package.factors.values())
    accounts.login(client, home.operator)

    response = send(client, at("package-scoring", package.code), **table(make.FACTORS[:1]), more="1")

    rows = response.context["form"].table
    assert (response.redirect_chain, rows.is_bound, len(rows.forms)) == ([], False, 4)
    assert rows.forms[0]["name"].value() == make.FACTORS[0]["name"]
    assert [line["value"] for line in response.context["sums"]] == ["10", "40", "50"]
    assert list(package.factors.values()) == before


def test_terms_of_a_file_from_before_the_rule_ask_for_no_low_price_lines(home, client, rules_time):
    """A file opened before 财库〔2026〕2号 has no such lines; one opened since has them filled in."""
    tender = make.drafted_tender(home)
    accounts.login(client, home.operator)
    url = at("tender-terms", tender.code)
    assert client.get(url).context["form"]["of_mean"].value() == "50"

    Tender.objects.filter(pk=tender.pk).update(abnormal_low=None)
    form = client.get(url).context["form"]
    assert [name for name in form.LOW if name in form.fields] == []
    sent = {name: field.value() for name, field in ((row.name, row) for row in form)}
    kept = {name: value for name, value in sent.items() if value is not None and value is not False}
    done(send(client, url, **{**kept, "sme_reason": "面向所有供应商"}))
    tender.refresh_from_db()
    assert (tender.abnormal_low, tender.sme_reason) == (None, "面向所有供应商")
