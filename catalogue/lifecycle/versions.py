"""How a guidance catalogue is made (RULES A-13), as a table."""

from django.utils.translation import gettext_lazy as _

from procurement.core.lifecycle import Lifecycle, Transition
from procurement.core.permissions import system_only

from .. import permissions
from ..enums import VersionStatus as Status
from ..models import CatalogueVersion
from . import making

_BASIS = "A-13 财政部令第102号第十一条、第十三条"

VERSION = Lifecycle(
    CatalogueVersion,
    "catalogue-version",
    [
        Transition(
            name="consult",
            source=(Status.DRAFT,),
            target=Status.CONSULTING,
            permission=permissions.make_catalogue,
            guards=(making.has_a_tree, making.words_settled),
            basis=_BASIS,
            label=_("征求部门意见"),
        ),
        Transition(
            name="open_comments",
            source=(Status.DRAFT, Status.CONSULTING),
            target=Status.COMMENTING,
            permission=permissions.make_catalogue,
            guards=(making.has_a_tree, making.words_settled, making.departments_heard),
            basis=_BASIS,
            label=_("公开征求意见"),
        ),
        Transition(
            name="close_comments",
            source=(Status.COMMENTING,),
            target=Status.REVIEWING,
            permission=system_only,
            basis=_BASIS,
            label=_("公开征求意见截止"),
        ),
        Transition(
            name="begin_review",
            source=(Status.DRAFT, Status.CONSULTING),
            target=Status.REVIEWING,
            permission=permissions.make_catalogue,
            guards=(making.has_a_tree, making.words_settled, making.departments_heard, making.public_heard),
            basis=_BASIS,
            label=_("进入论证"),
        ),
        Transition(
            name="revise",
            source=(Status.CONSULTING, Status.COMMENTING, Status.REVIEWING, Status.APPROVED),
            target=Status.DRAFT,
            permission=permissions.make_catalogue,
            basis=_BASIS,
            label=_("退回修改条目"),
        ),
        Transition(
            name="approve",
            source=(Status.REVIEWING,),
            target=Status.APPROVED,
            permission=permissions.make_catalogue,
            guards=(making.has_a_tree, making.opinions_answered, making.experts_heard),
            basis=_BASIS,
            label=_("登记批准"),
        ),
        Transition(
            name="publish",
            source=(Status.APPROVED,),
            target=Status.ANNOUNCED,
            permission=permissions.make_catalogue,
            guards=(making.has_a_tree,),
            basis=_BASIS,
            label=_("公布目录"),
        ),
        Transition(
            name="take_effect",
            source=(Status.ANNOUNCED,),
            target=Status.PUBLISHED,
            permission=system_only,
            basis=_BASIS,
            label=_("开始施行"),
        ),
        Transition(
            name="supersede",
            source=(Status.PUBLISHED,),
            target=Status.SUPERSEDED,
            permission=system_only,
            basis="A-13",
            label=_("由新版替代"),
        ),
        Transition(
            name="discard",
            source=Status.in_making(),
            target=Status.DISCARDED,
            permission=permissions.make_catalogue,
            basis="A-13",
            label=_("作废草案"),
        ),
    ],
)
