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
