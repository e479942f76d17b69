"""Where a catalogue's entries use words of the negative list, and what has been said about them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from procurement.core import parameters
from procurement.regulations import parameters as policy
from procurement.regulations import scope
from procurement.regulations.canonical import hash_of

from ..models import CatalogueItem, CatalogueVersion, EntryScreening, PlanItem

RULES = ("A-09", "B-07")


@dataclass(frozen=True, slots=True)
class EntryHit:
    """An entry with listed words, and who has explained them; ``settled``: a second person agrees."""

    entry: CatalogueItem
    words: list[str]
    excerpts: list[str]
    screening: EntryScreening | None

    @property
    def explained(self) -> bool:
        """Whether a reason was given for these very words."""
        return self.screening is not None and self.screening.explains(self.words)

    @property
    def fingerprint(self) -> str:
        """Return what stands for the entry's text and the reason: who agrees, agrees with these."""
        entry, said = self.entry, self.screening.reason if self.screening else ""
        return hash_of([entry.name, entry.explanation, entry.service_standard, said])

    @property
    def settled(self) -> bool:
        return self.explained and self.screening is not None and self.screening.confirmed_at is not None


def entry_hits(version: CatalogueVersion, on: date, code: str = "") -> list[EntryHit]:
    """Return the entries whose words need a look, by code (three queries and the parameters).

    ``code``: of this entry alone.
    """
    words = listed_words(on)
    entries = version.items.filter(code=code) if code else version.items
    screenings = {row.entry_code: row for row in version.screenings.all()}
    rows = list(entries.values_list("pk", "name", "explanation", "service_standard"))
    named_at = scope.screen_texts(["\n".join(parts) for _pk, *parts in rows], words)
    hits = {rows[at][0]: named for at, named in named_at.items()}
    found = []
    for entry in version.items.filter(pk__in=hits).order_by("code"):
        entry.version = version
        named = list(dict.fromkeys(hit.word for hit in hits[entry.pk]))
        excerpts = [hit.excerpt for hit in hits[entry.pk]]
        found.append(EntryHit(entry, named, excerpts, screenings.get(entry.code)))
    return found


def hit_of(version: CatalogueVersion, code: str, on: date) -> EntryHit | None:
    """Return what one entry's words are; None where it has none, or where there is no such entry."""
    return next(iter(entry_hits(version, on, code)), None)


def item_words(item: PlanItem, on: date, given: dict[str, Any] | None = None) -> dict[str, list[str]]:
    """Return the listed words that an item's texts use, by the rule that lists them (A-09, B-07).

    ``given``: the parameters in force on the day, where they were read already.
    """
    text = "\n".join((item.title, item.description, item.beneficiaries))
    given = parameters.changed(on) if given is None else given
    found = {rule: scope.screen(rule, text, on=on, parameters=given) for rule in RULES}
    return {rule: list(dict.fromkeys(hit.word for hit in hits)) for rule, hits in found.items() if hits}


def listed_words(on: date) -> list[str]:
    """Return the words of the negative list and of hidden debt in force on a day."""
    given = parameters.changed(on)
    return [word for rule in RULES for word in policy.words(scope.WORD_LISTS[rule], on, given)]
