"""A citation of the law in English: 采购法第三十五条 is "Government Procurement Law art. 35".

The law itself is Chinese; its names here are those of the English catalogue. What is not known stays as it is.
"""

import re

_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九")}
_NUMBER = "[一二三四五六七八九十百零]+"

# Whole citations that name no article.
_PHRASES = {
    "国务院办公厅年度放假通知": "State Council yearly notice of holidays",
    "实务做法": "practice",
    "小额采购内控规程": "internal control rules of small purchases",
    "平台做法": "the platform's practice",
    "平台演示参数": "parameter of the demonstration",
    "平台规则": "rule of the platform",
    "平台规则，写入采购文件": "rule of the platform, written into the procurement documents",
    "湖北省政府集中采购目录及标准（2021年版）": "Hubei Centralised Procurement Catalogue and Thresholds (2021)",
}
_SERIES = {
    "财库": "Caiku",
    "财办库": "Caibanku",
    "财综": "Caizong",
    "财预": "Caiyu",
    "孝办发": "Xiaobanfa",
    "国办发": "Guobanfa",
    "鄂财采发": "Ecaicaifa",
}
# Longest first: 采购法实施条例 before 采购法.
_LAWS = (
    (r"(?:中华人民共和国)?(?:政府)?采购法实施条例", "Implementing Regulations"),
    (r"(?:中华人民共和国)?(?:政府)?采购法", "Government Procurement Law"),
    (r"(?:中华人民共和国)?预算法", "Budget Law"),
    (r"保障中小企业款项支付条例", "Regulations on Ensuring Payments to Small and Medium Enterprises"),
    (r"(?:政府采购)?需求管理办法", "Requirement Management Measures"),
    (r"政府购买服务管理办法", "Measures for Government Purchase of Services"),
    (r"社会组织信用信息管理办法", "Measures for the Credit Information of Social Organisations"),
    (r"(?:实施)?条例", "Implementing Regulations"),
    (r"民政部令第(\d+)号", r"Ministry of Civil Affairs Order \1"),
    (r"(?:财政部令|财政部)?第?(\d+)号令", r"Order \1"),
    (r"财政部令第(\d+)号", r"Order \1"),
    (r"214号", "Caiku [2014] 214"),
    (r"198号", "Caiku [2016] 198"),
)

_ITEM = rf"第{_NUMBER}条(?:第{_NUMBER}款)?(?:第{_NUMBER}项)?(?:（{_NUMBER}）)*"
_ARTICLES = re.compile(rf"{_ITEM}(?:[、至]{_ITEM})*")
_SECTION = re.compile(rf"(号)\s*({_NUMBER})((?:（{_NUMBER}）)*)$")
_ORDER = re.compile(rf"({'|'.join(_SERIES)})[〔\[（(](\d{{4}})[〕\]）)](\d+)号")
_DERIVED = re.compile(r"由(.+)推导")
BETWEEN = re.compile(r"\s*[;；]\s*|、(?!第)")
_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def in_english(citation: str) -> str:
    """Say one or several citations in English, joined by "; "; a part that is not understood stays Chinese."""
    if not _CHINESE.search(citation):
        return citation
    derived = _DERIVED.fullmatch(citation)
    if derived:
        return f"derived from {derived[1].replace('、', ', ')}"
    return "; ".join(_part(part) for part in BETWEEN.split(citation))


def number(chinese: str) -> int:
    """Read a Chinese numeral below a thousand: 三十五 is 35, 十 is 10, 一百零二 is 102."""
    hundreds, _, rest = chinese.rpartition("百")
    tens, ten, ones = rest.replace("零", "").rpartition("十")
    value = 100 * _DIGITS.get(hundreds, 0) + _DIGITS.get(ones, 0)
    return value + (10 * _DIGITS.get(tens, 1) if ten else 0)


def _part(part: str) -> str:
    rules, _, cited = part.rpartition(" ")
    if cited in _PHRASES:
        return f"{rules} {_PHRASES[cited]}".lstrip()
    text = _SECTION.sub(lambda m: f"{m[1]} sec. {number(m[2])}{_brackets(m[3])}", part)
    text = _ARTICLES.sub(_articles, re.sub("[《》]", "", text))
    text = _ORDER.sub(lambda m: f"{_SERIES[m[1]]} [{m[2]}] {m[3]}", text)
    for pattern, name in _LAWS:
        text = re.sub(pattern, name, text)
    return part if _CHINESE.search(text) else " ".join(text.split())


def _articles(found: re.Match[str]) -> str:
    items = re.findall(rf"([、至]?)({_ITEM})", found[0])
    listed = "".join({"、": ", ", "至": "–"}.get(sign, "") + _item(item) for sign, item in items)
    return f" {'art.' if len(items) == 1 else 'arts.'} {listed}"


def _item(item: str) -> str:
    words = re.findall(rf"第({_NUMBER})([条款项])", item)
    said = {"条": "", "款": " para. ", "项": " item "}
    return "".join(f"{said[unit]}{number(value)}" for value, unit in words) + _brackets(item)


def _brackets(text: str) -> str:
    found = re.findall(rf"（({_NUMBER})）", text)
    return f" {''.join(f'({number(value)})' for value in found)}" if found else ""
