"""The satisfaction survey: one-time links, nothing that leads back to a person, an end by itself."""

from datetime import timedelta
from decimal import Decimal
from threading import Thread

import pytest
from django.db import connection

from procurement.core import due_events
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, NotVisible, WrongState
from procurement.performance import services
from procurement.performance.models import SurveyAnswer, SurveyToken
from tests.factories import accounts as people
from tests.factories import performance as make

pytestmark = pytest.mark.django_db


def open_survey(case, **changed):
    values = {
        "evaluation": case.evaluation,
        "title": "满意度调查",
        "villages": {"王畈村": 1},
        "closes_at": make.CLOSES,
        "actor": case.operator,
        "at": make.AT,
        **changed,
    }
    return services.open_survey(**values)


def test_every_sheet_has_a_link_of_its_own_and_only_its_hash_is_kept(case):
    case.surveyed({"王畈村": 3, "石桥村": 2})
    tokens = [token for _village, token in case.tokens]
    assert [village for village, _token in case.tokens] == ["王畈村"] * 3 + ["石桥村"] * 2
    assert len(set(tokens)) == 5
    kept = str(list(SurveyToken.objects.values()))
    assert [token for token in tokens if token in kept] == []


def test_an_answer_counts_once_and_names_neither_link_nor_time_of_day(case):
    case.surveyed()
    answer = case.answer(remark=" 服务很好 ")
    assert (answer.village, answer.score, answer.remark, answer.day) == (
        "王畈村",
        Decimal("87.50"),
        "服务很好",
        make.AT.date(),
    )
    used = SurveyToken.objects.get(used_at__isnull=False)
    assert (used.used_at.astimezone(make.AT.tzinfo).hour, used.used_at.minute) == (0, 0)
    with pytest.raises(WrongState, match="已经用过"):
        case.answer()
    assert SurveyAnswer.objects.count() == 1


@pytest.mark.parametrize("answers", [{}, {**make.GOOD, "q2": "6"}, {**make.GOOD, "q2": ""}])
def test_an_incomplete_answer_leaves_the_link_good(case, answers):
    case.surveyed()
    with pytest.raises(DomainError, match="请回答"):
        case.answer(answers=answers or {"q1": "5"})
    assert case.answer().pk is not None


def test_an_unknown_link_is_no_link(case):
    case.surveyed()
    with pytest.raises(NotVisible):
        services.answer_survey(token="x" * 16, answers=make.GOOD, at=make.AT)


def test_too_long_a_remark_is_refused(case):
    case.surveyed()
    with pytest.raises(DomainError) as refusal:
        case.answer(remark="长" * 501)
    assert refusal.value.field == "remark"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"closes_at": make.AT}, "closes_at"),
        ({"villages": {}}, "villages"),
        ({"villages": {"王畈村": 0}}, "villages"),
        ({"villages": {"王畈村": 601}}, "villages"),
        ({"villages": {"王畈村": 400, "石桥村": 400}}, "villages"),
    ],
)
def test_an_impossible_survey_is_refused(case, changed, field):
    with pytest.raises(DomainError) as refusal:
        open_survey(case, **changed)
    assert refusal.value.field == field


def test_only_the_purchasers_operator_opens_one(case):
    for actor in (case.deal.leader, case.evaluator, case.deal.admin, people.stranger()):
        with pytest.raises(NotAllowed):
            open_survey(case, actor=actor)


def test_one_survey_at_a_time(case):
    case.surveyed()
    with pytest.raises(WrongState, match="已经有满意度调查"):
        open_survey(case)


def test_it_ends_by_itself_on_its_day_with_the_mean(case):
    case.surveyed()
    case.answer(0)
    case.answer(1, answers=dict.fromkeys(make.GOOD, "1"))
    assert due_events.run_due_for("performance.close_survey", case.survey.code, until=make.CLOSES) == 1
    case.evaluation.refresh_from_db()
    case.survey.refresh_from_db()
    assert (case.survey.status, case.survey.closed_at, case.evaluation.satisfaction) == (
        "CLOSED",
        make.CLOSES,
        Decimal("43.75"),
    )
    assert due_events.run_due_for("performance.close_survey", case.survey.code, until=make.AFTER) == 0


def test_nothing_is_answered_after_the_last_day_even_if_the_worker_stands_still(case):
    case.surveyed()
    with pytest.raises(WrongState, match="已经结束"):
        case.answer(at=make.CLOSES)


def test_a_small_sample_does_not_end_early(case):
    case.surveyed()
    case.answer()
    with pytest.raises(GuardRefused, match="最小样本"):
        services.close_survey(survey=case.survey, actor=case.operator, at=make.AT)


def test_without_an_answer_there_is_no_figure_and_another_survey_may_follow(case):
    case.surveyed()
    services.close_survey(survey=case.survey, at=make.CLOSES)
    case.evaluation.refresh_from_db()
    assert case.evaluation.satisfaction is None
    with pytest.raises(WrongState, match="没有收到回答"):
        services.self_evaluate(
            evaluation=case.evaluation, actuals=case.typed(), summary="x", actor=case.operator, at=make.AFTER
        )
    later = make.AFTER + timedelta(days=7)
    survey, _tokens = open_survey(case, at=make.AFTER, closes_at=later)
    assert survey.status == "OPEN"


@pytest.mark.django_db(transaction=True)
def test_one_link_twice_at_once_is_one_answer():
    case = make.case().surveyed()
    outcomes: list[str] = []

    def tap():
        try:
            case.answer()
            outcomes.append("counted")
        except WrongState:
            outcomes.append("used")
        finally:
            connection.close()

    threads = [Thread(target=tap) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(outcomes), SurveyAnswer.objects.count()) == (["counted", "used"], 1)
