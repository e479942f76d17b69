"""Performance results: the list, how a grade comes about, and the data to recompute it."""

import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import parameters
from procurement.core.clock import local_date
from procurement.core.permissions import anybody
from procurement.core.views import Column, FilteredListView, LoadedObjectMixin
from procurement.performance.enums import Grade
from procurement.performance.models import PerformanceEvaluation
from procurement.regulations import parameters as policy

from ..filters import GradeFilter
from ..selectors import grades
from .projects import GRADE_TONES

CUTS = ((Grade.EXCELLENT, "grade_excellent"), (Grade.GOOD, "grade_good"), (Grade.FAIR, "grade_fair"))


class GradeList(FilteredListView):
    """Every published grade."""

    template_name = "cms/grade_list.html"
    filterset_class = GradeFilter
    sorts = {"date": "published_at", "total": "total", "satisfaction": "satisfaction"}
    export_name = "performance"
    columns = (
        Column(gettext_lazy("绩效评价编号"), "code"),
        Column(gettext_lazy("项目名称"), "contract__title"),
        Column(gettext_lazy("购买主体"), "contract__purchaser__name"),
        Column(gettext_lazy("承接主体"), "contract__supplier__name"),
        Column(gettext_lazy("合同金额（元）"), "contract__amount"),
        Column(gettext_lazy("得分"), "total"),
        Column(gettext_lazy("等次"), "get_grade_display"),
        Column(gettext_lazy("满意度"), "satisfaction"),
        Column(gettext_lazy("公开时间"), "published_at"),
    )

    def get_queryset(self) -> QuerySet[PerformanceEvaluation]:
        self.queryset = grades.published_grades()
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for row in context["object_list"]:
            row.tone = GRADE_TONES.get(row.grade, "neutral")
        return {**context, "heads": self._heads(), "explained": self._explained()}

    def _heads(self) -> list[dict[str, Any]]:
        return [
            {"label": _("项目")},
            {"label": _("承接主体")},
            {"label": _("合同金额（元）"), "numeric": True},
            {"label": _("得分"), "field": "total", "numeric": True},
            {"label": _("满意度"), "field": "satisfaction", "numeric": True},
            {"label": _("等次")},
            {"label": _("公开日期"), "field": "date"},
        ]

    def _explained(self) -> dict[str, Any]:
        """Say how a grade comes about, with the cuts in force today."""
        on = local_date(self.at)
        given = parameters.changed(on)
        inputs = [
            {
                "label": grade.label,
                "value": _("%(least)s 分及以上") % {"least": policy.number(key, on, given)},
            }
            for grade, key in CUTS
        ]
        inputs.append({"label": Grade.POOR.label, "value": _("低于上述分数")})
        return {
            "rule": _(
                "每个指标的得分 = 权重 × 完成程度（不超过1），四舍五入保留两位小数；各指标相加为总分。"
            ),
            "inputs": inputs,
            "steps": [
                _("正向指标：完成值 ÷ 目标值。"),
                _("反向指标：目标值 ÷ 完成值；没有发生的得满分。"),
                _("定性指标：按评价档次的百分比。"),
                _("满意度由服务对象打分，占权重不少于规定的下限。"),
            ],
            "command": "python -m procurement.regulations.performance CASE.json",
        }


class GradeCase(LoadedObjectMixin):
    """The published data of one evaluation (FORMATS 5), to recompute the grade with."""

    view_permission = staticmethod(anybody)

    def get_queryset(self) -> QuerySet[PerformanceEvaluation]:
        return grades.with_case()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text = json.dumps(self.object.case, ensure_ascii=False, indent=2)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.object.code}.json"'
        return response
