from django.db import migrations

# The list as it was shipped first, what it gained before this migration, and what it gains by it.
_FIRST = (
    "注册资本 资产总额 营业收入 从业人员 利润 纳税额 本地企业 本省业绩 本市业绩 本县业绩 本地区业绩 特定行业业绩 特定区域业绩"
    " 本行政区域奖项 指定品牌 唯一品牌 特定金额合同 在本地设立 本地分支机构 入库登记 备选库 名录库 资格库 最低限价 去掉最高 去掉最低"
).split()
_SECOND = [*_FIRST, *"经营年限 成立年限 股权结构 绩效等级 评价等级 本地服务网点 本省奖项 本市奖项 本县奖项".split()]
_ADDED = (
    "本地业绩 本省同类 本市同类 本县同类 本地同类 省级奖项 市级奖项 县级奖项 省级荣誉 市级荣誉 县级荣誉 省级以上荣誉 市级以上荣誉"
    " 县级以上荣誉 设立分支机构 设有分支机构 所有制 国有企业 民营企业 外资企业 注册地 成立时间 成立满 企业规模 供应商规模"
).split()


def _shipped(apps):
    """Return the rows that nobody has entered: what the bureau has decided about its words stays."""
    table = apps.get_model("core", "PolicyParameter")
    return table.objects.filter(key="forbidden_document_words", entered_by="")


def lengthen(apps, schema_editor):
    """Give databases that were seeded with an earlier list the words that new ones begin with (I-08)."""
    for row in _shipped(apps):
        if row.value in (_FIRST, _SECOND):
            row.value = [*_SECOND, *_ADDED]
            row.save(update_fields=["value"])


def shorten(apps, schema_editor):
    for row in _shipped(apps):
        if row.value == [*_SECOND, *_ADDED]:
            row.value = _SECOND
            row.save(update_fields=["value"])


class Migration(migrations.Migration):
    dependencies = [("core", "0012_entrustment_reminder")]
    operations = [migrations.RunPython(lengthen, shorten)]
