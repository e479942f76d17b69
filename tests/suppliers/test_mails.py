"""What suppliers are told, as plain text in both languages."""

import pytest

from procurement.core.outbox import rendered


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "event", ["supplier_verified", "supplier_verification_refused", "supplier_questioned"]
)
def test_the_mails_name_supplier_reason_and_page(event, language):
    context = {"supplier": "测试&公司", "reason": "执照照片不清楚", "question": "执照照片不清楚"}
    texts = [
        rendered(event, part, context=context, url="/workspace/suppliers/S-00001/", language=language)
        for part in ("subject", "body")
    ]
    assert ["测试&公司" in text for text in texts] == [True, True]
    assert "/workspace/suppliers/S-00001/" in texts[1]
    assert ("执照照片不清楚" in texts[1]) is (event != "supplier_verified")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("event", ["supplier_excluded", "supplier_exclusion_lifted"])
def test_who_is_listed_is_told_since_when_by_whom_and_when_it_ends(event, language):
    context = {
        "supplier": "测试&公司",
        "list": "失信被执行人",
        "since": "2026-09-01",
        "until": "2027-08-31",
        "source": "中国执行信息公开网",
        "reason": "已履行完毕",
    }
    body = rendered(event, "body", context=context, url="/workspace/suppliers/S-00001/", language=language)
    told = {"supplier_excluded": ["2026", "2027", "中国执行信息公开网"]}
    for text in [*told.get(event, ["已履行完毕"]), "测试&公司", "失信被执行人"]:
        assert text in body
