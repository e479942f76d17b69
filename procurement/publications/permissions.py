"""Who may enter where a notice stands on the legal medium."""

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, allow_if

from .models import Publication


def record_medium(actor: Actor, publication: Publication) -> Verdict:
    """The operator of the unit that published."""
    mine = actor.organisation_code == publication.organisation_code and actor.holds(Office.OPERATOR)
    return allow_if(mine, _("由发布公告的单位的采购经办人登记。"))
