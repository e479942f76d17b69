"""The legal medium published later than our mirror: an amendment leads to the lawful dates (T-07, D-04, D-06)."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from procurement.core import clock
from procurement.core.clock import SHANGHAI
from procurement.core.errors import DomainError
from procurement.publications.models import Publication
from procurement.publications.services import record_medium
from procurement.tendering.selectors.medium import medium_clocks
from procurement.tendering.services.amendments import amend
from tests.factories import accounts
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db
# Released on Monday 21 September, with the deadline on 8 October; the province's site has it a week later.
LATE = datetime(2026, 9, 29, 16, 0, tzinfo=SHANGHAI)
AT = LATE + timedelta(hours=1)


@pytest.fixture
def home():
    return make.town()


@pytest.fixture
def tender(home):
    tender = make.released_tender(home)
    notice = Publication.objects.get(code=tender.notice_code)
    url = "https://www.ccgp-hubei.gov.cn/notice/1.html"
    record_medium(
        publication=notice,
        name="中国政府采购网湖北分网",
        url=url,
        published_at=LATE,
        actor=home.operator,
        at=AT,
    )
    tender.refresh_from_db()
    return tender


def change(tender, home, **values):
    return amend(tender=tender, text="顺延", affects_bids=False, actor=home.operator, at=AT, **values)


def test_an_amendment_moves_every_date_to_the_lawful_one(home, tender):
    short = {line.name: line.day for line in medium_clocks(tender).short}
    change(tender, home)
    tender.refresh_from_db()
    assert short == {"documents_until": date(2026, 10, 12), "deadline": date(2026, 10, 9)}
    # Nobody can be given documents after the deadline: the later of the two days is the deadline's.
    assert (tender.documents_until, clock.local_date(tender.deadline)) == (date(2026, 10, 12),) * 2
    assert medium_clocks(tender).short == []
    correction = Publication.objects.get(corrects__code=tender.notice_code)
    assert correction.payload["facts"]["documents_until"] == "2026-10-12"


def test_a_date_before_the_lawful_one_is_refused_with_it(home, tender):
    with pytest.raises(DomainError) as refused:
        change(tender, home, new_deadline=tender.deadline)
    assert refused.value.field == "new_deadline"


@pytest.mark.parametrize("day", [date(2026, 10, 9), date(2026, 10, 13)])
def test_supply_is_prolonged_up_to_the_deadline_and_never_shortened(home, tender, day):
    with pytest.raises(DomainError) as refused:
        change(tender, home, documents_until=day)
    assert refused.value.field == "documents_until"


def test_the_page_leads_there_with_everything_filled_in(client, home, tender):
    clock.start_at(AT)
    accounts.login(client, home.operator)
    address = reverse("tendering:amendment-create", args=[tender.code])
    assert address in client.get(f"/workspace/tenders/{tender.code}/").content.decode()
    form = client.get(address).context["form"]
    values = {name: field.value() for name, field in ((one.name, one) for one in form)}
    filled = {name: "" if value in (None, False) else str(value) for name, value in values.items()}
    assert "2026-09-29" in filled["text"]
    assert client.post(address, filled).status_code == 302
    tender.refresh_from_db()
    assert medium_clocks(tender).short == []
