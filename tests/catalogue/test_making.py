"""How a catalogue is made: departments, public, experts, approval, amendment; every step's guards and roles."""

from datetime import date, timedelta

import pytest

from catalogue import services
from catalogue.enums import VersionStatus
from catalogue.models import CatalogueVersion, PublicComment
from catalogue.selectors import compare, todos
from procurement.accounts.enums import Office
from procurement.core import due_events
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import AuditEntry, OutboxMessage
from procurement.publications.models import Publication
from tests.factories.accounts import AT, auditor, bureau, person, stranger
from tests.factories.catalogue import (
    TREE,
    catalogue_in,
    catalogue_officer,
    department,
    draft_catalogue,
    published_catalogue,
    ready_catalogue,
)

pytestmark = pytest.mark.django_db
DRAFTED = AT - timedelta(days=30)
APPROVAL = {
    "document_number": "云财购〔2026〕9号",
    "approved_by": "云梦县人民政府",
    "approved_on": AT.date(),
    "review_waiver": "与上年相同",
}


def consult(version, actor=None, days=5, **changed):
    values = {"organisations": [department()], "until": (AT + timedelta(days=days)).date(), **changed}
    return services.consult_departments(version=version, actor=actor or catalogue_officer(), at=AT, **values)


def answer(version, kind="SUGGEST", text="A0402 请写明上门照护", actor=None, at=AT):
    opinion = version.opinions.get(organisation=department())
    actor = actor or person(department(), Office.OPERATOR)
    return services.answer_consultation(opinion=opinion, kind=kind, text=text, actor=actor, at=at)


def reply(opinion, actor=None, at=AT, **changed):
    values = {"handling": "ADOPTED", "reply": "已写明", **changed}
    return services.reply_to(opinion=opinion, actor=actor or catalogue_officer(), at=at, **values)


def approve(version, actor=None, **changed):
    return services.approve_version(
        version=version, actor=actor or catalogue_officer(), at=AT, **{**APPROVAL, **changed}
    )


def comment(version, text="请增加公厕管护", at=DRAFTED + timedelta(days=7), **changed):
    return services.add_comment(version=version, text=text, at=at, **changed)


def test_the_whole_road():
    version, officer, civil = draft_catalogue(), catalogue_officer(), person(department(), Office.LEADER)
    consult(version, officer)
    asked = [todo for todo in todos(civil, AT) if todo.rule == "A-13"]
    assert [(todo.subject_code, todo.due) for todo in asked] == [(version.code, date(2026, 9, 26))]
    opinion = answer(version, actor=civil)
    assert [todo for todo in todos(civil, AT) if todo.rule == "A-13"] == []
    services.open_comments(version=version, until=date(2026, 9, 28), actor=officer, at=AT)
    said = comment(version, at=AT, entry_code="a0402", name="村民", contact="13900000000")
    late = AT + timedelta(days=8)
    assert due_events.run_due(until=late) >= 1
    version.refresh_from_db()
    assert version.status == VersionStatus.REVIEWING
    reply(opinion, officer, late)
    reply(said, officer, late, handling="DECLINED", reply="属于工程")
    services.record_expert(
        version=version,
        name="甲",
        employer="大学",
        conclusion="AGREE",
        text="同意",
        given_on=late.date(),
        actor=officer,
        at=late,
    )
    services.approve_version(
        version=version,
        actor=officer,
        at=late,
        **{**APPROVAL, "review_waiver": "", "approved_on": late.date()},
    )
    services.publish_version(version=version, actor=officer, at=late, effective_from=date(2026, 10, 1))
    assert version.status == VersionStatus.ANNOUNCED
    due_events.run_due(until=late + timedelta(days=3))
    version.refresh_from_db()
    assert version.status == VersionStatus.PUBLISHED
    notice = Publication.objects.get(code=version.publication_code).payload
    assert notice["approved_by"] == "云梦县人民政府"
    assert [row["handling"] for row in notice["departments_asked"]] == ["采纳"]
    assert [(row["entry_code"], row["reply"]) for row in notice["public_comments"]] == [("A0402", "属于工程")]
    assert [row["conclusion"] for row in notice["expert_opinions"]] == ["同意"]
    assert "13900000000" not in str(notice)
    chain = AuditEntry.objects.filter(subject_kind="catalogue-version", subject_code=version.code)
    assert "13900000000" not in str(list(chain.values_list("changes", flat=True)))
    assert list(chain.order_by("seq").values_list("action", flat=True)) == [
        "create", "import", "consult", "answer-consultation", "open_comments", "comment", "close_comments",
        "reply", "reply", "record-expert", "approve", "publish", "take_effect",
    ]  # fmt: skip


def test_the_draft_for_comment_is_published():
    version = catalogue_in("COMMENTING")
    notice = Publication.objects.get(subject_code=version.code)
    assert (notice.kind, notice.payload["comment_until"]) == ("CATALOGUE_DRAFT", "2026-09-04")
    assert len(notice.payload["items"]) == len(TREE)


def test_departments_and_officers_are_told():
    person(department(), Office.LEADER)
    officer = catalogue_officer()
    catalogue_in("REVIEWING")
    events = set(OutboxMessage.objects.values_list("event", flat=True))
    assert events == {"catalogue_consulted", "catalogue_comments_closed"}
    assert OutboxMessage.objects.filter(recipient_code=officer.code).count() == 1


def test_who_is_silent_is_waited_for_until_the_last_day():
    version, officer = draft_catalogue(), catalogue_officer()
    consult(version)
    until = date(2026, 10, 20)
    for day in (0, 5):
        with pytest.raises(GuardRefused, match="还有 1 个单位没有答复"):
            services.open_comments(version=version, until=until, actor=officer, at=AT + timedelta(days=day))
    services.open_comments(version=version, until=until, actor=officer, at=AT + timedelta(days=6))
    assert version.status == VersionStatus.COMMENTING


@pytest.mark.parametrize(
    ("changed", "field"), [({"days": 4}, "until"), ({"organisations": []}, "organisations")]
)
def test_a_consultation_that_is_none_is_refused(changed, field):
    version = draft_catalogue()
    with pytest.raises(DomainError) as refusal:
        consult(version, **changed)
    assert (refusal.value.field, version.opinions.count()) == (field, 0)


def test_comments_are_open_for_at_least_the_days_of_the_parameter():
    version = catalogue_in("CONSULTING")
    with pytest.raises(DomainError, match="至少 7 天（政策参数 catalogue_comment_days）"):
        services.open_comments(
            version=version, until=(AT + timedelta(days=6)).date(), actor=catalogue_officer(), at=AT
        )


@pytest.mark.parametrize(
    ("kind", "text", "field"), [("SUGGEST", " ", "text"), ("MAYBE", "x", "kind"), ("", "", "kind")]
)
def test_an_answer_says_something(kind, text, field):
    version = draft_catalogue()
    consult(version)
    with pytest.raises(DomainError) as refusal:
        answer(version, kind, text)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "who",
    [
        bureau,
        stranger,
        lambda: person(department("云梦县教育局"), Office.LEADER),
        lambda: person(department(), Office.FINANCE),
    ],
)
def test_nobody_else_answers_for_a_department(who):
    version = draft_catalogue()
    consult(version)
    with pytest.raises(NotAllowed):
        answer(version, actor=who())


def test_an_answer_after_the_last_day_is_too_late():
    version = draft_catalogue()
    consult(version)
    answer(version, at=AT + timedelta(days=5))
    with pytest.raises(WrongState, match="已经结束"):
        answer(version, kind="AGREE", at=AT + timedelta(days=6))


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"text": " "}, "text"), ({"entry_code": "Z99"}, "entry_code"), ({"name": "长" * 61}, "name")],
)
def test_a_comment_that_says_nothing_is_refused(changed, field):
    version = catalogue_in("COMMENTING")
    with pytest.raises(DomainError) as refusal:
        comment(version, **changed)
    assert (refusal.value.field, PublicComment.objects.count()) == (field, 0)


def test_a_comment_after_the_last_day_is_too_late():
    version = catalogue_in("COMMENTING")
    with pytest.raises(WrongState, match="已经截止"):
        comment(version, at=AT)


def test_every_suggestion_is_answered_before_approval():
    version = catalogue_in("COMMENTING")
    said = comment(version)
    due_events.run_due(until=AT)
    with pytest.raises(GuardRefused, match="还有 1 条意见没有答复"):
        approve(version)
    version.refresh_from_db()
    assert version.review_waiver == ""
    reply(said)
    assert approve(version).status == VersionStatus.APPROVED
    with pytest.raises(WrongState, match="已经批准"):
        reply(said)


@pytest.mark.parametrize(
    ("changed", "field"), [({"handling": "LATER"}, "handling"), ({"reply": " "}, "reply")]
)
def test_a_reply_says_what_and_why(changed, field):
    said = comment(catalogue_in("COMMENTING"))
    with pytest.raises(DomainError) as refusal:
        reply(said, **changed)
    assert refusal.value.field == field


def test_who_has_no_objection_needs_no_reply():
    version = draft_catalogue()
    consult(version)
    with pytest.raises(WrongState, match="没有提出修改意见"):
        reply(answer(version, "AGREE", ""))


def test_experts_are_heard_or_it_is_said_why_not():
    version = catalogue_in("REVIEWING")
    with pytest.raises(GuardRefused, match="还没有专家意见"):
        approve(version, review_waiver="")
    facts = {"name": "甲", "employer": "大学", "conclusion": "AGREE", "text": "同意", "given_on": AT.date()}
    officer = catalogue_officer()
    services.record_expert(version=version, actor=officer, at=AT, **facts)
    for changed, field in (
        ({}, "name"),
        ({"name": "乙", "text": ""}, "text"),
        ({"name": "乙", "conclusion": "?"}, "conclusion"),
        ({"name": "乙", "given_on": date(2027, 1, 1)}, "given_on"),
    ):
        with pytest.raises(DomainError) as refusal:
            services.record_expert(version=version, actor=officer, at=AT, **{**facts, **changed})
        assert refusal.value.field == field
    assert approve(version, review_waiver="").status == VersionStatus.APPROVED
    with pytest.raises(WrongState):
        services.record_expert(version=version, actor=officer, at=AT, **{**facts, "name": "丙"})


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"document_number": " "}, "document_number"),
        ({"approved_by": ""}, "approved_by"),
        ({"approved_on": date(2026, 9, 22)}, "approved_on"),
    ],
)
def test_an_approval_has_its_document(changed, field):
    with pytest.raises(DomainError) as refusal:
        approve(catalogue_in("REVIEWING"), **changed)
    assert refusal.value.field == field


def test_changed_entries_go_the_rest_of_the_road_again():
    version, officer = catalogue_in("REVIEWING"), catalogue_officer()
    with pytest.raises(WrongState, match="先退回修改条目"):
        services.edit_entry(entry=version.items.get(code="A0402"), name="养老", actor=officer, at=AT)
    with pytest.raises(DomainError, match="写明要改什么"):
        services.revise_version(version=version, reason=" ", actor=officer, at=AT)
    services.revise_version(version=version, reason="按意见改名", actor=officer, at=AT)
    services.edit_entry(entry=version.items.get(code="A0402"), name="养老", actor=officer, at=AT)
    assert services.begin_review(version=version, actor=officer, at=AT).status == VersionStatus.REVIEWING


def test_a_catalogue_that_nobody_was_asked_about_is_not_reviewed():
    version, officer = draft_catalogue(), catalogue_officer()
    with pytest.raises(GuardRefused, match="还没有征求部门意见"):
        services.begin_review(version=version, actor=officer, at=AT)
    consult(version)
    answer(version, "AGREE", "")
    with pytest.raises(GuardRefused, match="还没有公开征求意见"):
        services.begin_review(version=version, actor=officer, at=AT)


def test_an_amendment_is_numbered_and_replaces_what_is_in_force():
    first, officer = published_catalogue(), catalogue_officer()
    amendment = services.amend_version(source=first, actor=officer, at=AT)
    assert (amendment.amends, amendment.amendment_number, amendment.year) == (first, 1, 2026)
    assert amendment.title.endswith("（第1号修订）")
    with pytest.raises(WrongState, match=f"修订单{amendment.code}还在办理"):
        services.amend_version(source=first, actor=officer, at=AT)
    services.edit_entry(entry=amendment.items.get(code="A0402"), unit="小时", actor=officer, at=AT)
    consult(amendment)
    answer(amendment, "AGREE", "")
    services.begin_review(version=amendment, actor=officer, at=AT)
    approve(amendment)
    services.publish_version(version=amendment, actor=officer, at=AT)
    first.refresh_from_db()
    assert (first.status, amendment.status) == (VersionStatus.SUPERSEDED, VersionStatus.PUBLISHED)
    notice = Publication.objects.get(code=amendment.publication_code)
    assert notice.corrects.code == first.publication_code
    assert notice.payload["changes"] == [
        {"change": "修改", "entry": "A0402 基本养老服务", "fact": "计量单位", "before": "", "after": "小时"}
    ]
    second = services.amend_version(source=amendment, actor=officer, at=AT)
    assert (second.amends, second.amendment_number) == (first, 2)
    services.discard_version(version=second, reason="不改了", actor=officer, at=AT)
    assert services.amend_version(source=amendment, actor=officer, at=AT).amendment_number == 2
    with pytest.raises(WrongState, match="施行中"):
        services.amend_version(source=first, actor=officer, at=AT)


@pytest.mark.parametrize("state", VersionStatus.in_making())
def test_what_is_in_the_making_can_be_given_up(state):
    version, officer = catalogue_in(state), catalogue_officer()
    with pytest.raises(DomainError, match="作废的理由"):
        services.discard_version(version=version, reason="", actor=officer, at=AT)
    services.discard_version(version=version, reason="合并到下一版", actor=officer, at=AT)
    assert version.status == VersionStatus.DISCARDED
    with pytest.raises(WrongState):
        services.publish_version(version=version, actor=officer, at=AT)


@pytest.mark.parametrize("who", [bureau, auditor, stranger, lambda: person(department(), Office.LEADER)])
def test_only_the_catalogue_office_takes_the_steps(who):
    draft, open_, review = draft_catalogue(2027), catalogue_in("COMMENTING"), catalogue_in("REVIEWING", 2028)
    said, in_force = comment(open_), published_catalogue(2025)
    actor = who()
    for step in (
        lambda: consult(draft, actor),
        lambda: services.begin_review(version=draft, actor=actor, at=AT),
        lambda: services.revise_version(version=review, reason="x", actor=actor, at=AT),
        lambda: services.discard_version(version=review, reason="x", actor=actor, at=AT),
        lambda: reply(said, actor),
        lambda: approve(review, actor),
        lambda: services.amend_version(source=in_force, actor=actor, at=AT),
        lambda: services.record_expert(
            version=review,
            name="甲",
            employer="大学",
            conclusion="AGREE",
            text="同意",
            given_on=AT.date(),
            actor=actor,
            at=AT,
        ),
    ):
        with pytest.raises(NotAllowed):
            step()
    assert CatalogueVersion.objects.filter(status="DISCARDED").count() == 0


def test_two_versions_side_by_side():
    old = published_catalogue()
    rows = [dict(row) for row in TREE if row["code"] != "B0101"]
    rows[2]["explanation"] = "含上门照护"
    rows[4] = {**rows[4], "code": "A0409", "parent": "A04"}
    rows.append({"code": "A0410", "name": "临时救助", "parent": "A04"})
    new = draft_catalogue(2027, rows)
    found = compare(old, new)
    assert [item.code for item in found.added] == ["A0410"]
    assert [item.code for item in found.removed] == ["B0101"]
    assert [(pair.before.code, pair.after.code) for pair in found.moved] == [("A0607", "A0409")]
    assert [
        (pair.after.code, [(row.label, row.after) for row in pair.changes]) for pair in found.changed
    ] == [("A0402", [("说明", "含上门照护")])]
    assert not compare(old, old)


@pytest.mark.parametrize("count", [30, 300])
def test_comparing_costs_the_same_for_large_catalogues(django_assert_num_queries, count):
    rows = [
        TREE[0],
        {"code": "A01", "name": "类", "parent": "A"},
        *({"code": f"A01{n:03d}", "name": f"条目{n}", "parent": "A01"} for n in range(count)),
    ]
    pair = draft_catalogue(2027, rows), draft_catalogue(2028, rows)
    with django_assert_num_queries(4):
        compare(*pair)


def test_a_ready_catalogue_says_who_approved_it():
    version = ready_catalogue()
    assert (version.approved_by, version.document_number) == ("云梦县人民政府", "云财购〔2026〕1号")
