"""Fields that read what people type: digits of any width, services class by class."""

import unicodedata
from typing import Any

from django import forms


class NumberText(forms.CharField):
    """A code or number: what was typed with a Chinese keyboard (０１２ＡＢ－) is read as plain characters."""

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", super().to_python(value) or "").strip()


class ServiceChoices(forms.CheckboxSelectMultiple):
    """Services class by class, each class to be unfolded; one with a tick in it stands open."""

    template_name = "django/forms/widgets/grouped_checkboxes.html"
