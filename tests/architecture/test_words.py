"""Every sentence of the platform can be translated: makemessages knows it by the name of the function around it."""

import ast

from .walls import CODE, ROOT

# The names that `makemessages` looks for; an alias such as `_t` would keep its sentences Chinese for everybody.
KNOWN = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}


def test_translation_is_called_by_a_name_makemessages_knows():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {alias.asname}"
        for folder in CODE
        for path in sorted(folder.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name and alias.asname not in KNOWN | {None}
    ]

    assert found == []
