"""Kinds of notice: the forms of 财办库〔2020〕50号 and what the platform adds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# The kind of document (``core.documents``) that a publication is as PDF.
NOTICE = "notice"


class PublicationKind(models.TextChoices):
    CATALOGUE = "CATALOGUE", _("指导性目录")
    CATALOGUE_DRAFT = "CATALOGUE_DRAFT", _("目录征求意见公告")
    PURCHASE_PLAN = "PURCHASE_PLAN", _("年度购买服务计划")
    REQUIREMENT_CONSULTATION = "REQUIREMENT_CONSULTATION", _("征求社会公众意见公告")
    REQUIREMENT_RESULT = "REQUIREMENT_RESULT", _("征求社会公众意见结果")
    INTENT = "INTENT", _("采购意向")
    TENDER_NOTICE = "TENDER_NOTICE", _("招标公告")
    CONSULTATION_NOTICE = "CONSULTATION_NOTICE", _("竞争性磋商公告")
    NEGOTIATION_NOTICE = "NEGOTIATION_NOTICE", _("竞争性谈判公告")
    SINGLE_SOURCE_NOTICE = "SINGLE_SOURCE_NOTICE", _("单一来源公示")
    CLARIFICATION = "CLARIFICATION", _("澄清答复")
    CORRECTION = "CORRECTION", _("更正公告")
    OPENING_RECORD = "OPENING_RECORD", _("开标（开启）记录")
    ANNULMENT = "ANNULMENT", _("废标公告")
    TERMINATION = "TERMINATION", _("终止公告")
    RESULT = "RESULT", _("结果公告")
    FRAMEWORK_NOTICE = "FRAMEWORK_NOTICE", _("框架协议征集公告")
    FRAMEWORK_ADMISSION = "FRAMEWORK_ADMISSION", _("框架协议入围结果公告")
    FRAMEWORK_EXIT = "FRAMEWORK_EXIT", _("框架协议退出、清退公告")
    CALL_OFF_RESULT = "CALL_OFF_RESULT", _("框架协议成交结果公告")
    FRAMEWORK_SUMMARY = "FRAMEWORK_SUMMARY", _("框架协议成交结果汇总公告")
    SMALL_PURCHASE_RESULT = "SMALL_PURCHASE_RESULT", _("小额采购结果公开")
    CONTRACT = "CONTRACT", _("合同公告")
    ACCEPTANCE = "ACCEPTANCE", _("验收结果公告")
    PERFORMANCE = "PERFORMANCE", _("绩效结果公开")
    RULING = "RULING", _("投诉处理结果公告")
    CHECKPOINT = "CHECKPOINT", _("每日核验点")


class LegalMedium(models.TextChoices):
    """Where a local budget unit's notices legally stand (101 art. 8); kept by its name."""

    HUBEI = "中国政府采购网湖北分网", _("中国政府采购网湖北分网")
    CENTRAL = "中国政府采购网", _("中国政府采购网")
