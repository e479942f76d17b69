"""Pictures drawn by the server as inline SVG: no style attribute, no script, the same words in a table beside."""

from dataclasses import dataclass
from decimal import Decimal

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# The order is money's way through a budget line: what has left first, what may still be given last.
PARTS = (
    ("paid", _("已支付")),
    ("committed", _("已签约未支付")),
    ("frozen", _("已冻结")),
    ("reserved", _("已预留")),
    ("free", _("可用")),
)
BAR_WIDTH = 1000


@dataclass(frozen=True)
class Segment:
    """One part of a budget: key (also its CSS class), label, yuan, share in per cent, place in the bar."""

    key: str
    label: str
    amount: Decimal
    share: Decimal
    x: str
    width: str


def segments(amounts: dict[str, Decimal | None]) -> tuple[list[Segment], Decimal]:
    """Return the parts that were given and their sum in yuan; a part is left out where it is None."""
    given = [(key, label, Decimal(value)) for key, label in PARTS if (value := amounts.get(key)) is not None]
    total = sum((value for _key, _label, value in given), Decimal(0))
    found, x = [], Decimal(0)
    for key, label, value in given:
        width = value * BAR_WIDTH / total if total else Decimal(0)
        share = value * 100 / total if total else Decimal(0)
        found.append(Segment(key, str(label), value, share, f"{x:.2f}", f"{width:.2f}"))
        x += width
    return found, total


def meter(value: Decimal | float, maximum: Decimal | float, label: str, tone: str = "") -> SafeString:
    """Draw a horizontal bar of `value` out of `maximum`; `label` is what a screen reader says."""
    share = min(max(float(value) / float(maximum), 0.0), 1.0) if maximum else 0.0
    return format_html(
        '<svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="track" width="100" height="6" rx="1"/>'
        '<rect class="value {}" width="{}" height="6" rx="1"/></svg>',
        label,
        tone,
        f"{share * 100:.2f}",
    )


def icon(href: str, label: str = "") -> SafeString:
    """Draw one symbol of the sprite; with a label it is an image, without it is only decoration."""
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" {}><use href="{}"></use></svg>', role, href)


def qr(address: str, *, quick: bool = False) -> SafeString:
    """Draw an address as a QR code, dark on white, 29 mm wide in print (class qr).

    ``quick`` is for a page that hundreds ask for in one minute: trying all eight masks for the one that reads
    best takes a quarter of its time, and any of them can be read off a screen.
    """
    code = segno.make(address, error="m", mask=0 if quick else None)
    size = code.symbol_size(border=2)[0]
    # Whole numbers alone, so nothing here needs escaping: escaped cell by cell they cost more than the code.
    cells = "".join(
        f"M{x + 2} {y + 2}h1v1H{x + 2}z"
        for y, row in enumerate(code.matrix)
        for x, dark in enumerate(row)
        if dark
    )
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" role="img" aria-label="{}" shape-rendering="crispEdges">'
        '<rect width="100%" height="100%" fill="#fff"/><path d="{}" fill="#000"/></svg>',
        size,
        size,
        gettext("二维码：%(address)s") % {"address": address},
        cells,
    )
