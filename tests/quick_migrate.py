"""``manage.py migrate`` for a test database, with a third of its time: run as ``python -m tests.quick_migrate``.

Every operation of every migration is done, in order, by Django. Only what it does between two operations is less:
at each change of a model Django makes the historical classes of all models anew that are joined with it by any chain
of keys, here nearly all two hundred. Needed are the model's own and those that point at it, directly or through
others; all the rest keep pointing at classes that are still in use. RunPython is handed classes made wholly anew, as
after Django's own delayed reloads. The tables come out the same to the letter (compared in both databases' catalogues).

The plain way is walked by ``make run``, by the browser's journeys and by every suite in a single process.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import django
from django.core.management import call_command
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.utils import resolve_relation
from django.db.models import Field

Key = tuple[str, str]
# Fields of a historical state are never changed: what one is made of is asked once. The field is kept with it, so that
# no other takes its place in memory.
_PARTS: dict[int, tuple[Field, Any, Any]] = {}


def main() -> None:
    django.setup()
    ProjectState._find_reload_model = _pointing_at
    Field.clone = _clone
    call_command("migrate", verbosity=0)


def _pointing_at(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[Key]:
    """Return the model and all that point at it, directly or through others."""
    self.is_delayed = True
    pointing: dict[Key, set[Key]] = defaultdict(set)
    for key, state in self.models.items():
        for target in _targets(key, state):
            pointing[target].add(key)
    found: set[Key] = set()
    waiting: list[Key] = [(app_label, model_name)]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(pointing[key])
    return found


def _targets(key: Key, state: ModelState) -> Iterator[Key]:
    """Yield the models that one inherits from or names in a key."""
    for base in state.bases:
        if isinstance(base, str):
            yield resolve_relation(base)
    for field in state.fields.values():
        if relation := field.remote_field:
            yield resolve_relation(relation.model, *key)
            if through := getattr(relation, "through", None):
                yield resolve_relation(through, *key)


def _clone(self: Field) -> Field:
    """Return a field like this one, as ``Field.clone`` does."""
    if id(self) not in _PARTS:
        _, _, positions, names = self.deconstruct()
        _PARTS[id(self)] = (self, positions, names)
    _, positions, names = _PARTS[id(self)]
    return self.__class__(*positions, **names)


if __name__ == "__main__":
    main()
