"""The villages to tick, by township: for the item's form and for adjusting it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Village


class VillagesForm(forms.Form):
    """Which villages are served: all of one's own, or those that are ticked."""

    all_villages = forms.BooleanField(label=_("本单位区划内的全部村（社区）"), required=False)
    villages = forms.MultipleChoiceField(
        label=_("受益村（社区）"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def offer_villages(self, villages: Sequence[Village], towns: dict[str, str]) -> None:
        """Offer the villages that the organisation serves, with the names of their townships."""
        self.villages = {village.code: village for village in villages}
        self.towns = towns
        self.fields["villages"].choices = [(one.code, one.name) for one in villages]

    @property
    def village_groups(self) -> list[dict[str, Any]]:
        """Return the villages to tick, by township: its name, its boxes, how many are ticked."""
        groups: dict[str, list[BoundWidget]] = defaultdict(list)
        for box in self["villages"].subwidgets:
            groups[self.villages[box.data["value"]].division_code].append(box)
        return [
            {
                "name": self.towns.get(code, code),
                "boxes": boxes,
                "ticked": sum(bool(box.data["selected"]) for box in boxes),
            }
            for code, boxes in groups.items()
        ]

    def served(self) -> list[Village]:
        """Return the villages that were ticked."""
        if self.cleaned_data["all_villages"]:
            return list(self.villages.values())
        return [self.villages[code] for code in self.cleaned_data["villages"]]
