"""Which size the letter's figures make in the industry that the documents name, and where it says otherwise.

It advises only: the declaration is the supplier's, and the thresholds are unconfirmed (46 art. 11, 12, 20).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from procurement.regulations.enterprise_size import ASSETS, REVENUE, STAFF
from procurement.suppliers.enums import Scale
from procurement.suppliers.selectors import Size, size_by_words

from ..models import Package
from .bid_amounts import Problem, figure
from .bid_parties import named_enterprises


def sizes(form: Mapping[str, Any], package: Package) -> list[tuple[str, str, str, Size]]:
    """Return each enterprise of the letter whose figures make a size: field prefix, name, declared, worked out."""
    industry = package.tender.industry
    found = []
    for prefix, name, row in named_enterprises(form, package):
        figures = {STAFF: row["employees"], REVENUE: row["revenue"], ASSETS: row["assets"]}
        size = size_by_words(industry, {key: figure(text) for key, text in figures.items()})
        if size is not None:
            found.append((prefix, name or _("本单位"), row["scale"], size))
    return found


def warnings(form: Mapping[str, Any], package: Package) -> Iterator[Problem]:
    """Yield where an enterprise declares another size than its figures make."""
    for prefix, name, declared, size in sizes(form, package):
        if declared != size.scale:
            text = _(
                "“%(name)s”按所填数据是%(size)s，选的是%(declared)s。请核对：声明不实的，属于提供虚假材料（46号办法第二十条）。"
            )
            values = {"name": name, "size": size.label, "declared": Scale(declared).label}
            yield Problem(f"{prefix}scale", text % values, "E-40")
