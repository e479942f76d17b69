"""The pieces of the design: what they say, in words, whatever they look like."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from procurement.core.clock import SHANGHAI

HASH = "3f2a91bc77d05e6a4c1b8830e2f9d6b1a7c4550f9e8d213b6a0c7f41d2e85b90"


def rendered(source: str, **context) -> BeautifulSoup:
    request = context.pop("request", None)
    whole = RequestContext(request, context) if request else Context(context)
    text = Template("{% load ui %}" + source).render(whole)
    return BeautifulSoup(text, "html.parser")


def text_of(element) -> str:
    return " ".join(element.get_text(" ").split())


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("{{ v|amount }}", Decimal("462000"), "462,000.00"),
        ("{% amount v %}", Decimal("-0.5"), "-0.50"),
        ("{{ v|amount }}", None, "—"),
        ("{{ v|wan }}", Decimal("462000"), "46.20"),
        ("{{ v|wan }}", Decimal("462050"), "46.205"),
        ("{{ v|wan }}", Decimal("19600000.01"), "1,960.000001"),
        ("{{ v|zh_date }}", date(2026, 10, 8), "2026年10月8日（周四）"),
        ("{{ v|zh_date }}", datetime(2026, 10, 8, 0, 30, tzinfo=SHANGHAI), "2026年10月8日（周四）"),
        ("{{ v|zh_day }}", date(2026, 10, 8), "10月8日（周四）"),
        ("{{ v|zh_day_only }}", date(2026, 10, 8), "2026年10月8日"),
        ("{{ v|zh_datetime }}", datetime(2026, 10, 8, 9, 5, tzinfo=SHANGHAI), "2026年10月8日（周四）09:05"),
        ("{{ v|short_hash }}", HASH, "3f2a91bc…"),
        ("{{ v|hash_words }}", HASH[:10], "3f2a 91bc 77"),
        ("{{ v|file_size }}", 1_860_345, "1.8 MB"),
        ("{{ v|file_size }}", 0, "0 B"),
    ],
)
def test_figures_and_dates_in_chinese(source, value, expected):
    assert text_of(rendered(source, v=value)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ v|zh_date }}", "Thu 8 Oct 2026"),
        ("{{ v|zh_day }}", "Thu 8 Oct"),
        ("{{ v|zh_datetime }}", "Thu 8 Oct 2026, 09:05"),
    ],
)
def test_dates_in_english(source, expected):
    with translation.override("en"):
        assert text_of(rendered(source, v=datetime(2026, 10, 8, 9, 5, tzinfo=SHANGHAI))) == expected


def test_a_time_is_shown_as_the_county_reads_it():
    utc = datetime(2026, 10, 7, 16, 30, tzinfo=timezone.get_fixed_timezone(0))
    assert text_of(rendered("{{ v|zh_datetime }}", v=utc)) == "2026年10月8日（周四）00:30"


@pytest.mark.parametrize(
    ("due", "tone", "left"),
    [
        (datetime(2026, 9, 21, 8, 59, tzinfo=SHANGHAI), "danger", "已逾期 1 天"),
        (datetime(2026, 9, 21, 17, 0, tzinfo=SHANGHAI), "warn", "今天截止"),
        (date(2026, 9, 24), "warn", "还剩 3 天"),
        (date(2026, 9, 25), "neutral", "还剩 4 天"),
    ],
)
def test_a_deadline_says_how_far_it_is(at, due, tone, left):
    chip = rendered("{% deadline due at label='投标截止' %}", due=due, at=at)
    assert chip.find(class_="deadline")["class"] == ["deadline", f"deadline-{tone}"]
    assert text_of(chip.find(class_="left")) == left


def test_a_deadline_shows_its_article_on_tap(at):
    chip = rendered("{% deadline due at basis='第三十五条' article='不得少于二十日。' %}", due=at, at=at)
    assert text_of(chip.find("details").find(class_="article")) == "第三十五条 不得少于二十日。"


def test_a_status_is_a_word_and_a_shape():
    badge = rendered('{% include "components/status.html" with label="已完成" tone="done" %}')
    assert text_of(badge) == "已完成"
    assert badge.find("use")["href"] == "/static/img/icons.svg#check-circle"


def test_the_money_bar_repeats_its_table():
    figure = rendered(
        "{% money_bar title='执行' paid=p frozen=f free=r %}", p=Decimal(50), f=Decimal(25), r=25
    )
    rows = [
        [text_of(cell) for cell in row.find_all(["th", "td"])] for row in figure.find("tbody").find_all("tr")
    ]
    assert rows == [
        ["已支付", "50.00", "50.0%"],
        ["已冻结", "25.00", "25.0%"],
        ["可用", "25.00", "25.0%"],
    ]
    assert text_of(figure.find("tfoot")) == "合计 100.00"
    drawn = [(r["class"], r.get("x"), r["width"]) for r in figure.find("svg").find_all("rect", class_=True)]
    parts = [row for row in drawn if row[0][0].startswith("fill-")]
    assert parts == [
        (["fill-paid"], "0.00", "500.00"),
        (["fill-frozen"], "500.00", "250.00"),
        (["fill-free"], "750.00", "250.00"),
    ]


def test_an_empty_budget_is_drawn_without_dividing_by_nothing():
    figure = rendered("{% money_bar paid=0 free=0 %}")
    assert text_of(figure.find("tfoot")) == "合计 0.00"


def test_a_meter_speaks():
    bar = rendered("{% meter 62 90 '已给 62 分，共 90 分' %}").find("svg")
    assert (bar["aria-label"], bar.find(class_="value")["width"]) == ("已给 62 分，共 90 分", "68.89")


def test_the_timeline_marks_where_the_project_stands():
    items = [
        {"label": "公告", "state": "past", "date": date(2026, 8, 20)},
        {"label": "评审", "state": "present", "note": "正在打分。"},
        {"label": "合同", "state": "future", "date": date(2026, 10, 25), "basis": "第四十六条"},
    ]
    line = rendered('{% include "components/timeline.html" %}', items=items)
    assert [text_of(item) for item in line.find_all("li")] == [
        "公告 已完成 2026年8月20日（周四）",
        "评审 进行中 正在打分。",
        "合同 未到 2026年10月25日（周日） 第四十六条",
    ]
    assert [text_of(item) for item in line.find_all(attrs={"aria-current": "step"})] == [
        "评审 进行中 正在打分。"
    ]


def test_a_step_not_possible_yet_stands_with_its_reason():
    options = [
        {"name": "award", "label": "确认成交", "allowed": True, "url": "/a/"},
        {
            "name": "sign",
            "label": "签订合同",
            "allowed": False,
            "reason": "质疑期未满。",
            "basis": "第五十二条",
        },
    ]
    piece = rendered('{% include "components/transitions.html" %}', options=options)
    assert [(a["href"], text_of(a)) for a in piece.find_all("a")] == [("/a/", "确认成交")]
    assert text_of(piece.find(class_="refused")) == "暂不能签订合同 质疑期未满。 第五十二条"


def test_a_sortable_head_keeps_the_filters_and_turns():
    request = RequestFactory().get("/x/", {"town": "义堂镇", "sort": "amount", "page": "3"})
    head = rendered("{% sort_header '金额（元）' 'amount' numeric=True %}", request=request)
    assert head.find("th")["aria-sort"] == "ascending"
    assert head.find("a")["href"] == "?town=%E4%B9%89%E5%A0%82%E9%95%87&sort=-amount"


def test_pages_keep_the_filters():
    request = RequestFactory().get("/x/", {"town": "a", "page": "2"})
    page = Paginator(range(30), 10).page(2)
    pages = rendered('{% include "components/pagination.html" %}', request=request, page=page)
    assert [(text_of(a), a["href"]) for a in pages.find_all("a")] == [
        ("上一页", "?town=a&page=1"),
        ("1", "?town=a&page=1"),
        ("3", "?town=a&page=3"),
        ("下一页", "?town=a&page=3"),
    ]
    assert text_of(pages.find(attrs={"aria-current": "page"})) == "2"


def test_an_empty_list_says_what_to_do():
    context = {
        "page": Paginator([], 10).page(1),
        "empty_title": "还没有计划",
        "empty_url": "/new/",
        "empty_link": "新建",
    }
    piece = rendered(
        '{% include "components/data_list.html" %}', request=RequestFactory().get("/x/"), **context
    )
    assert text_of(piece) == "还没有计划 新建"


class PlanForm(forms.Form):
    title = forms.CharField(label="项目名称", help_text="写清楚服务内容。")
    method = forms.ChoiceField(label="采购方式", choices=[("M", "竞争性磋商")], required=False)
    agree = forms.BooleanField(label="我确认")

    def clean(self):
        raise forms.ValidationError("同类项目不得拆分。")


def test_a_form_sums_its_errors_on_top_and_repeats_them_beside_the_field():
    form = BeautifulSoup(str(PlanForm({"method": "M", "agree": "on"})), "html.parser")
    missing = str(forms.Field.default_error_messages["required"])
    summary = form.find(class_="error-summary")
    assert [text_of(li) for li in summary.find_all("li")] == ["同类项目不得拆分。", f"项目名称：{missing}"]
    assert summary.find("a")["href"] == "#id_title"
    control = form.find(id="id_title")
    assert control["aria-describedby"].split() == ["id_title_helptext", "id_title_error"]
    assert control["aria-invalid"] == "true"
    assert text_of(form.find(id="id_title_error")) == missing


def test_a_field_is_labelled_and_says_when_it_is_optional():
    form = BeautifulSoup(str(PlanForm()), "html.parser")
    assert [text_of(label) for label in form.find_all("label")] == ["项目名称", "采购方式 （选填）", "我确认"]
    assert [form.find(id=f"id_{name}").get("class") for name in ("title", "method", "agree")] == [
        ["form-control"],
        ["form-select"],
        None,
    ]


def test_a_document_shows_its_hash_short_and_whole():
    card = rendered(
        '{% include "components/document.html" with name="磋商文件.pdf" size=2048 sha256=h verify_url="/verify/" %}',
        h=HASH,
    )
    assert text_of(card.find("summary")) == "指纹 3f2a91bc…"
    assert text_of(card.find(class_="full")).replace(" ", "") == HASH


def test_the_explanation_shows_rule_inputs_and_arithmetic():
    piece = rendered(
        '{% include "components/explanation.html" with rule="基准价 ÷ 报价 × 满分" basis="第五十五条" %}',
        inputs=[{"label": "基准价", "value": "100"}],
        steps=["100 ÷ 200 × 20 = 10.00"],
    )
    assert text_of(piece.find(class_="body")) == (
        "基准价 ÷ 报价 × 满分 基准价 100 100 ÷ 200 × 20 = 10.00 第五十五条"
    )


def test_a_qr_code_names_its_address():
    assert (
        rendered("{% qr 'https://example.cn/v/1' %}").find("svg")["aria-label"]
        == "二维码：https://example.cn/v/1"
    )


def test_a_quick_qr_code_is_as_large_and_is_another_picture():
    quick, best = (
        rendered(f"{{% qr 'https://example.cn/v/2'{how} %}}").find("svg") for how in (" quick=True", "")
    )
    assert quick["viewbox"] == best["viewbox"]
    assert quick.find("path")["d"] != best.find("path")["d"]


def portal_page(path: str) -> BeautifulSoup:
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(is_authenticated=False)
    text = render_to_string("404.html", {"user": request.user}, request=request)
    return BeautifulSoup(text, "html.parser")


@pytest.mark.django_db
def test_the_portal_keeps_the_address_when_the_language_changes():
    page = portal_page("/accounts/login/?next=/x/")
    assert page.html["lang"] == "zh-Hans"
    assert {a["href"] for a in page.find_all("a", hreflang="en")} == {"/en/accounts/login/?next=/x/"}
    with translation.override("en"):
        back = portal_page("/en/nowhere/")
    assert back.html["lang"] == "en"
    assert {a["href"] for a in back.find_all("a", hreflang="zh-hans")} == {"/nowhere/"}


@pytest.mark.django_db
def test_the_menu_says_where_one_is():
    page = portal_page("/notices/2026/")
    current = page.find(class_="main-nav").find_all(attrs={"aria-current": "page"})
    assert [(a["href"], text_of(a)) for a in current] == [("/notices/", "公告")]


@pytest.mark.django_db
def test_every_page_of_the_demonstration_says_so(settings):
    assert text_of(portal_page("/x/").find(class_="demo-bar").find("strong")) == "演示系统 · 虚构数据"
    settings.SANDBOX_CLOCK = False
    assert portal_page("/x/").find(class_="demo-bar") is None


@pytest.mark.parametrize("name", ["400.html", "429.html", "500.html"])
def test_error_pages_need_neither_request_nor_database(name):
    page = BeautifulSoup(render_to_string(name), "html.parser")
    assert [a["href"] for a in page.find("main").find_all("a")] == ["/"]


def test_an_official_document_carries_number_seal_and_verification():
    context = {
        "document_title": "成交通知书",
        "document_number": "云采通〔2026〕012号",
        "issuer": "下辛店镇人民政府",
        "issued_on": date(2026, 9, 25),
        "verify_address": "https://example.cn/verify/1/",
        "sha256": HASH,
    }
    page = BeautifulSoup(render_to_string("layouts/print.html", context), "html.parser")
    assert text_of(page.find("h1")) == "成交通知书"
    assert text_of(page.find(class_="number")) == "云采通〔2026〕012号"
    assert text_of(page.find(class_="signature")) == "（盖章处） 下辛店镇人民政府 2026年9月25日"
    assert text_of(page.find(class_="words")).split()[:2] == ["3f2a", "91bc"]


def membership(code: str, name: str, *offices: str) -> SimpleNamespace:
    return SimpleNamespace(organisation=SimpleNamespace(code=code, name=name), office_labels=list(offices))


def test_the_office_switcher_offers_the_other_organisations():
    request = RequestFactory().get("/workspace/")
    request.memberships = [
        membership("ORG-1", "义堂镇人民政府", "采购经办", "复核"),
        membership("ORG-2", "云梦县财政局", "监管"),
    ]
    request.actor = SimpleNamespace(organisation_code="ORG-1")
    piece = rendered('{% include "components/office_switcher.html" %}', request=request)
    assert text_of(piece.find("summary")) == "义堂镇人民政府 采购经办、复核 切换身份"
    assert [(b["value"], b.get("aria-current")) for b in piece.find_all("button")] == [
        ("ORG-1", "true"),
        ("ORG-2", None),
    ]
    assert (piece.form["action"], piece.find("input", attrs={"name": "next"})["value"]) == (
        "/workspace/office/",
        "/workspace/",
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("伍洛镇18村农村保洁服务", '<span lang="zh-Hans">伍洛镇18村农村保洁服务</span>'),
        ("2026年度计划（3项）", '<span lang="zh-Hans">2026年度计划（3项）</span>'),
        ("Sign: 沟渠管护 <b>", 'Sign: <span lang="zh-Hans">沟渠管护</span> &lt;b&gt;'),
        ("plain <words>", "plain &lt;words&gt;"),
        (
            SafeString("<b>甲</b>&amp;乙"),
            '<b><span lang="zh-Hans">甲</span></b>&amp;<span lang="zh-Hans">乙</span>',
        ),
    ],
)
def test_what_people_wrote_is_marked_for_who_reads_english(value, expected):
    template = Template("{% load ui %}{{ v|written }}")
    with translation.override("en"):
        assert template.render(Context({"v": value})) == expected
    with translation.override("zh-hans"):
        assert "lang=" not in template.render(Context({"v": value}))


def test_options_that_people_named_are_marked():
    class Filter(forms.Form):
        owner = forms.ChoiceField(choices=[("", "All"), ("A", "沙河乡")])

    with translation.override("en"):
        options = BeautifulSoup(str(Filter()["owner"]), "html.parser").find_all("option")
    assert [(one.get_text(), one.get("lang")) for one in options] == [("All", None), ("沙河乡", "zh-Hans")]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("云梦县目录（演示）", '云梦县目录<span class="kept">（演示）</span>'),
        ("甲<乙>（演示）", '甲&lt;乙&gt;<span class="kept">（演示）</span>'),
        ("云梦县目录", "云梦县目录"),
        ("（演示）目录", "（演示）目录"),
    ],
)
def test_the_bracket_that_a_title_ends_with_is_kept_on_one_line(title, expected):
    assert Template("{% load ui %}{{ title|kept_aside }}").render(Context({"title": title})) == expected
