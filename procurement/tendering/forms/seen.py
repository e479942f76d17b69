"""A form that knows how what it writes stood when its page was opened."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ..selectors.changes import changed_lines, same


class SeenForm(forms.Form):
    """``seen``: the fingerprint of what the page began with; the services refuse to save over anything newer."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def look_again(self, seen: str) -> None:
        """Take what stands there now as seen: saving once more is a decision, not an accident."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = seen

    def set_beside(self, kept: dict[str, Any]) -> None:
        """Say beside each field that was typed otherwise what is kept there now."""
        for name, field in self.fields.items():
            if name == "seen" or name not in kept:
                continue
            typed, now = self[name].data, kept[name]
            if isinstance(now, str):
                typed, now = (
                    changed_lines(str(typed or ""), now) if not same(str(typed or ""), now) else ("", "")
                )
                differs = bool(typed or now)
            else:
                differs = field.has_changed(now, typed)
            if differs:
                self.add_error(name, _("现在保存的是：%(value)s") % {"value": shown(field, now)})


def shown(field: forms.Field, value: Any) -> str:
    """Return a kept value as a reader of the page would write it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in field.choices}
        values = value if isinstance(value, list | tuple) else [value]
        value = "、".join(labels.get(str(one), str(one)) for one in values)
    return str(value) if value not in (None, "") else _("（无）")
