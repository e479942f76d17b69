"""Files in private storage that no row of the database names: what a roll-back, a kill or a power cut leaves behind.

Nothing is deleted at once. A file that has been there for a day without a row is put aside below ``orphaned/``,
and deleted 30 days later; one that a row names again (a database brought back from a backup) returns to its
place. Where most files look forgotten it is the database that is the wrong one: then nothing is touched at all.
"""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from . import clock
from .models import Attachment, IssuedDocument

log = logging.getLogger(__name__)

EVERY = timedelta(hours=6)
# Rows are written within seconds of their file; the rest is room for clocks that go wrong.
GRACE = timedelta(days=1)
KEPT = timedelta(days=30)
# More strays than this, and more than half of all files: not strays, but another county's database.
SUSPICIOUS = 20
BATCH = 500
ASIDE = "orphaned"
_STAMP = ".swept.json"

# Given paths below PRIVATE_ROOT, returns those that a row names.
Named = Callable[[list[str]], set[str]]
_owners: dict[str, Named] = {}


@dataclass(slots=True)
class Sweep:
    """What one sweep found: files put aside, brought back, deleted; ``refused``: so many that none was touched."""

    aside: int = 0
    back: int = 0
    deleted: int = 0
    refused: int = 0


def register(folder: str, named: Named) -> None:
    """Say who knows the files of one folder below PRIVATE_ROOT; any other folder is left alone."""
    _owners[folder] = named


def named_attachments(paths: list[str]) -> set[str]:
    return set(Attachment.objects.filter(path__in=paths).values_list("path", flat=True))


def named_documents(paths: list[str]) -> set[str]:
    return set(IssuedDocument.objects.filter(path__in=paths).values_list("path", flat=True))


def sweep_now_and_then() -> None:
    """Sweep, unless that was done a few hours ago."""
    now = clock.real_now()
    stamp = _root() / _STAMP
    if not stamp.exists() or now.timestamp() - stamp.stat().st_mtime > EVERY.total_seconds():
        sweep(now=now)


def sweep(*, now: datetime, touch: bool = True) -> Sweep:
    """Put strays aside and delete what has lain aside long enough; ``now`` is real time, as files have it.

    ``touch=False`` only counts. The outcome is kept for /healthz.
    """
    found = Sweep()
    total, strays = _strays(now - GRACE)
    if len(strays) > max(SUSPICIOUS, total // 2):
        found.refused = len(strays)
        log.error(
            "%s of %s private files have no row: wrong database? Nothing was touched", len(strays), total
        )
    else:
        _tidy(found, strays, now, touch)
    if touch:
        _note(found)
    return found


def refused_before() -> int:
    """Return how many files the last sweep found without a row and did not touch, since they were too many."""
    stamp = _root() / _STAMP
    return int(json.loads(stamp.read_text())["refused"]) if stamp.exists() else 0


def _tidy(found: Sweep, strays: list[str], now: datetime, touch: bool) -> None:
    named_again = set(_asides(named=True))
    old = [path for path in _asides(named=False) if _age_limit(path) < now]
    found.back, found.deleted, found.aside = len(named_again), len(old), len(strays)
    if not touch:
        return
    for path in named_again:
        _move(_root() / path, _root() / _origin(path))
    for path in old:
        (_root() / path).unlink(missing_ok=True)
    for path in strays:
        log.warning("private file %s has no row: put aside", path)
        _move(_root() / path, _root() / ASIDE / clock.local_date(now).isoformat() / path)


def _strays(before: datetime) -> tuple[int, list[str]]:
    """Return how many files there are, and those older than ``before`` that no row names."""
    total, strays = 0, []
    for folder, named in _owners.items():
        for batch in _batches(_root() / folder):
            total += len(batch)
            old = [path for path in batch if (_root() / path).stat().st_mtime < before.timestamp()]
            known = named(old)
            strays += [path for path in old if path not in known]
    return total, strays


def _asides(*, named: bool) -> Iterator[str]:
    """Yield what was put aside and is named by a row (again), or is not."""
    for batch in _batches(_root() / ASIDE):
        known = set()
        for folder, owner in _owners.items():
            known |= owner([origin for origin in map(_origin, batch) if origin.startswith(f"{folder}/")])
        yield from (path for path in batch if (_origin(path) in known) is named)


def _batches(folder: Path) -> Iterator[list[str]]:
    """Yield the files below a folder as paths below PRIVATE_ROOT, some at a time."""
    batch: list[str] = []
    for path in folder.rglob("*"):
        if path.is_file():
            batch.append(path.relative_to(_root()).as_posix())
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _origin(aside: str) -> str:
    """Return where a file lay before ``orphaned/<day>/`` was put before its path."""
    return aside.split("/", 2)[2]


def _age_limit(aside: str) -> datetime:
    return clock.local_time(date.fromisoformat(aside.split("/", 2)[1])) + KEPT


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A name in private storage is never given twice: there is nothing to replace.
    source.rename(target)


def _note(found: Sweep) -> None:
    _root().mkdir(parents=True, exist_ok=True, mode=0o700)
    (_root() / _STAMP).write_text(json.dumps({"refused": found.refused}))


def _root() -> Path:
    return Path(settings.PRIVATE_ROOT)
