"""Citations in English."""

import re

import pytest

from procurement.regulations.basis import CITATIONS
from procurement.regulations.citations import in_english, number


@pytest.mark.parametrize(
    ("chinese", "value"),
    [
        ("三", 3),
        ("十", 10),
        ("十四", 14),
        ("二十", 20),
        ("三十五", 35),
        ("一百", 100),
        ("一百零二", 102),
        ("一百一十", 110),
    ],
)
def test_chinese_numerals_are_read(chinese, value):
    assert number(chinese) == value


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("采购法第三十五条", "Government Procurement Law art. 35"),
        ("《政府采购法》第三十五条", "Government Procurement Law art. 35"),
        ("财政部令第87号第六十九条", "Order 87 art. 69"),
        ("财库〔2014〕214号第十条", "Caiku [2014] 214 art. 10"),
        ("87号令第五十五条、第五十七条；214号第二十四条", "Order 87 arts. 55, 57; Caiku [2014] 214 art. 24"),
        (
            "采购法第十八条至第二十条; 财库〔2018〕2号第十二条",
            "Government Procurement Law arts. 18–20; Caiku [2018] 2 art. 12",
        ),
        (
            "D-06 D-07 采购法第三十五条、214号第十条",
            "D-06 D-07 Government Procurement Law art. 35; Caiku [2014] 214 art. 10",
        ),
        ("87号令第四十七条、198号第二十条", "Order 87 art. 47; Caiku [2016] 198 art. 20"),
        ("条例第五十四条", "Implementing Regulations art. 54"),
        ("采购法第三十六条第一款第一项", "Government Procurement Law art. 36 para. 1 item 1"),
        ("财库〔2019〕38号第一条（一）（二）", "Caiku [2019] 38 art. 1 (1)(2)"),
        ("孝办发〔2018〕18号一（七）", "Xiaobanfa [2018] 18 sec. 1 (7)"),
        ("财预〔2017〕87号 五", "Caiyu [2017] 87 sec. 5"),
        ("由B-01、B-02推导", "derived from B-01, B-02"),
        ("N-14 小额采购内控规程", "N-14 internal control rules of small purchases"),
        ("民政部令第60号", "Ministry of Civil Affairs Order 60"),
        ("E-21 E-22", "E-21 E-22"),
        ("", ""),
    ],
)
def test_a_citation_is_said_in_english(chinese, english):
    assert in_english(chinese) == english


@pytest.mark.parametrize("text", ["合同约定", "本地办法第三条", "采购人的决定，见会议纪要"])
def test_what_is_not_known_stays_as_it_is(text):
    assert in_english(text) == text


def test_every_article_of_the_rule_book_has_its_english():
    said = {basis.article: in_english(basis.article) for basis in CITATIONS.values()}

    assert {
        article: text for article, text in said.items() if re.search(r"[\u4e00-\u9fff、；（）]", text)
    } == {}
