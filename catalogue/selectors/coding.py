"""Whether an entry's code fits its scheme: so many levels, and each code its parent's with its own part (A-16)."""

import re

from django.utils.translation import gettext as _

from ..models import CatalogueScheme

_MARKS = {"A": "[A-Z]", "9": "[0-9]"}


def example(part: str) -> str:
    """Return what a level's own part looks like: ``99`` as 01."""
    return re.sub("9+", lambda found: "1".rjust(len(found.group()), "0"), part)


def misfit(scheme: CatalogueScheme, code: str, parent_code: str, level: int) -> str | None:
    """Return why a code does not fit its scheme, with what would be right; nothing where it does."""
    parts = scheme.parts
    if level > len(parts):
        return _("“%(scheme)s”只有%(depth)d级，不能再往下分。") % {"scheme": scheme.name, "depth": len(parts)}
    own = parts[level - 1]
    pattern = re.escape(parent_code) + "".join(_MARKS.get(mark, re.escape(mark)) for mark in own)
    if re.fullmatch(pattern, code):
        return None
    return _("第%(level)d级的编码应是上级编码加“%(part)s”的形式，例如 %(example)s。") % {
        "level": level,
        "part": own.replace("9", _("数")).replace("A", _("字母")),
        "example": parent_code + example(own),
    }
