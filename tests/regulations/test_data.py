"""The data files: every rule is cited, every parameter is dated, labelled and sourced."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from procurement.regulations import parameters
from procurement.regulations.basis import CITATIONS, EVIDENCE, Finding, cite
from procurement.regulations.errors import RegulationError, UnknownRule

RULES = {
    "T": range(1, 8), "A": range(1, 26), "B": range(1, 20), "C": range(1, 18), "D": range(1, 51),
    "E": [*range(1, 12), *range(20, 32), *range(40, 50), *range(60, 68)], "F": range(1, 3), "G": range(1, 14),
    "H": [*range(1, 8), 10], "I": range(1, 9), "N": range(1, 22),
}  # fmt: skip
ON = date(2026, 9, 18)


def test_every_rule_of_the_rule_book_is_cited() -> None:
    expected = {f"{letter}-{n:02d}" for letter, numbers in RULES.items() if letter != "F" for n in numbers}
    assert set(CITATIONS) == expected | {"E4", "E7", "F-1", "F-2"}


def test_every_citation_says_its_article_in_chinese_and_both_sentences() -> None:
    for rule, basis in CITATIONS.items():
        assert basis.rule == rule
        assert basis.evidence in EVIDENCE
        assert basis.confidence in {"sure", "likely", "unsure", "seed", "choice"}
        assert basis.article and "art." not in basis.article and "[" not in basis.article
        assert basis.text_zh.endswith("。") and basis.text_en.endswith(".")
        assert any("一" <= character <= "鿿" for character in basis.text_zh)
        assert not any("一" <= character <= "鿿" for character in basis.text_en)


@pytest.mark.parametrize(
    ("rule", "article"),
    [
        ("D-24", "采购法第四十六条; 财政部令第87号第七十一条; 财政部令第74号第十九条"),
        ("E4", "财政部令第87号第五十九条"),
        ("A-08", "财政部令第102号第十条"),
        ("C-11", "采购法实施条例第三十八条; 财政部令第74号第三十八条至第四十条"),
        ("E-41", "财库〔2020〕46号第九条; 财库〔2022〕19号"),
        ("E7", "财库〔2026〕2号; 财政部令第87号第六十条"),
    ],
)
def test_articles_are_written_as_notices_write_them(rule: str, article: str) -> None:
    assert cite(rule).article == article


def test_a_part_has_the_basis_of_its_rule() -> None:
    assert cite("D-29a") is cite("D-29")
    assert Finding("D-32c", "", "").basis is cite("D-32")
    assert (cite("A-08").confirmed, cite("D-24").confirmed) == (False, True)
    for rule in ("D-99", "", "abc"):
        with pytest.raises(UnknownRule):
            cite(rule)


def test_parameter_rows_of_a_key_follow_each_other_without_overlap() -> None:
    rows: dict[str, list[parameters.Parameter]] = {}
    for row in parameters.defaults():
        assert row.label_zh and row.label_en and row.source and row.note
        rows.setdefault(row.key, []).append(row)
    for dated in rows.values():
        for earlier, later in zip(dated, dated[1:], strict=False):
            assert earlier.effective_to is not None
            assert (later.effective_from - earlier.effective_to).days == 1
        assert dated[-1].effective_to is None


@pytest.mark.parametrize(
    ("key", "on", "expected"),
    [
        ("sme_rate_min", date(2021, 1, 1), "6"),
        ("sme_rate_max", date(2022, 6, 30), "10"),
        ("sme_rate_min", date(2022, 7, 1), "10"),
        ("sme_rate_max", ON, "20"),
        ("consortium_rate_max", date(2022, 6, 30), "3"),
        ("consortium_rate_max", ON, "6"),
        ("split_limit_service", ON, "500000"),
        ("open_tender_service", ON, "2000000"),
        ("late_refund_factor", ON, "1.2"),
        ("abnormal_low_of_ceiling", date(2026, 2, 1), "45"),
    ],
)
def test_k_values_by_date(key: str, on: date, expected: str) -> None:
    assert parameters.number(key, on) == Decimal(expected)


def test_k_unconfirmed_values_say_so() -> None:
    unconfirmed = {row.key for row in parameters.defaults() if not row.confirmed}
    assert {
        "split_limit_service",
        "open_tender_service",
        "method_approval_authority",
        "bid_bond_pct",
    } < unconfirmed
    assert "abnormal_low_of_mean" in unconfirmed
    assert not unconfirmed & {"sme_rate_min", "intent_lead_days", "pay_days", "performance_bond_pct"}


Refusal = Callable[[], object]
REFUSALS: list[Refusal] = [
    lambda: parameters.value("no_such_key", ON),
    lambda: parameters.value("sme_rate_min", date(2020, 12, 31)),
    lambda: parameters.value("abnormal_low_of_mean", date(2026, 1, 31)),
    lambda: parameters.number("negative_words", ON),
    lambda: parameters.words("pay_days", ON),
    lambda: parameters.whole("late_refund_factor", ON),
    lambda: parameters.value("pay_days", ON, {"pay_days": {"value": 30}}),
    lambda: parameters.value("negative_words", ON, {"negative_words": {"value": "施工"}}),
    lambda: parameters.value("method_approval_authority", ON, {"method_approval_authority": {"value": 1}}),
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_k_what_is_not_in_force_or_mistyped_is_refused(refusal: Refusal) -> None:
    with pytest.raises(RegulationError):
        refusal()


def test_k_an_override_beats_the_file_and_keeps_its_own_mark() -> None:
    given = {"split_limit_service": {"value": "300000", "source": "鄂政办发", "confirmed": True}}
    row = parameters.lookup("split_limit_service", ON, given)
    assert (row.value, row.source, row.confirmed) == (Decimal(300000), "鄂政办发", True)
    decimal = {"split_limit_service": {"value": Decimal("300000.00")}}
    assert parameters.number("split_limit_service", ON, decimal) == 300000
