"""A list's search field: every word, in whichever field, as people type it."""

import pytest

from procurement.accounts.filters import OrganisationFilter
from procurement.accounts.models import Organisation
from procurement.complaints.filters import ChallengeFilter
from procurement.contracts.filters import AcceptanceFilter, ContractFilter, InvoiceFilter
from procurement.frameworks.filters import CallOffFilter, EntryFilter, FrameworkFilter
from procurement.performance.filters import EvaluationFilter
from procurement.suppliers.filters import SupplierFilter
from procurement.tendering.filters import EntrustmentFilter, PlanFilter, SmallFilter
from tests.factories.accounts import organisation

pytestmark = pytest.mark.django_db
LISTS = (
    AcceptanceFilter,
    CallOffFilter,
    ChallengeFilter,
    ContractFilter,
    EntrustmentFilter,
    EntryFilter,
    EvaluationFilter,
    FrameworkFilter,
    InvoiceFilter,
    OrganisationFilter,
    PlanFilter,
    SmallFilter,
    SupplierFilter,
)


def found(text: str) -> list[str]:
    rows = Organisation.objects.filter(code__startswith="WORD-").order_by("code")
    return list(OrganisationFilter({"text": text}, queryset=rows).qs.values_list("code", flat=True))


@pytest.fixture
def three():
    organisation("TOWNSHIP", name="沙河镇人民政府", code="WORD-A1")
    organisation("TOWNSHIP", name="沙河村（三组）合作社", code="WORD-B2")
    organisation("TOWNSHIP", name="云梦县Digital中心", code="WORD-C3")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("沙河", ["WORD-A1", "WORD-B2"]),
        ("沙河 b2", ["WORD-B2"]),
        # A wide space parts words, wide letters and digits are letters and digits.
        ("ｗｏｒｄ　Ｃ３", ["WORD-C3"]),
        ("digital", ["WORD-C3"]),
        # Wide brackets that stand in a name are found as they stand there.
        ("村（三组）", ["WORD-B2"]),
        ("沙河 云梦", []),
        ("  ", ["WORD-A1", "WORD-B2", "WORD-C3"]),
        ("%", []),
    ],
)
def test_every_word_stands_in_one_of_the_fields(three, text, codes):
    assert found(text) == codes


@pytest.mark.parametrize("filters", LISTS, ids=lambda one: one.__name__)
def test_every_list_can_be_searched(filters):
    assert list(filters({"text": "没有这样的名称"}).qs) == []
    assert not filters({"text": ""}).errors
