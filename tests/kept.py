"""Worlds that factories have built once and put back afterwards, row by row, instead of building them again.

Every factory reaches its state by the services, as people do in earnest, and a scored consultation takes a second
of that. Many tests begin with the very same steps. What a ``@kept`` factory wrote when a test first called it in a
certain world is remembered; from the second time on the rows and files are put back and the service calls are not
made again. What it calls itself is remembered at the second time only: most of that comes back as part of the whole,
and to remember reads every table that is written to. On PostgreSQL, whose sequences go on from test to test, the rows
put back are also what makes the next step's name the same again.

A world is named by the steps that led to it from the empty database of a test: the first write that is no kept
factory's ends the name, and from there on everything is built in earnest.

Only inside a test's own transaction: what a test commits is never remembered.
"""

import functools
import pickle
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from psycopg.types.json import Jsonb

Row = tuple[Any, ...]
F = TypeVar("F", bound=Callable[..., Any])
HARMLESS = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "PRAGMA", "EXPLAIN", "SET CONSTRAINTS")
WRITES = re.compile(r'(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM) "?(\w+)')


class Unnamed(Exception):
    """An argument says nothing lasting about itself."""


@dataclass
class Change:
    """What a step did to one table."""

    columns: list[str]
    key: int
    added: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    removed: list[Any] = field(default_factory=list)


@dataclass
class Step:
    """What a factory did and returned."""

    changes: dict[str, Change]
    files: dict[str, bytes]
    result: bytes


class Keeper:
    """The world of the running test, and the steps remembered by this process."""

    def __init__(self) -> None:
        self.world: int | None = None
        self.names: dict[Any, int] = {}
        self.seen: set[int] = set()
        self.steps: dict[int, Step | None] = {}
        self.watches: list[dict[str, dict[Any, Row]]] = []
        self.replaying = False

    @contextmanager
    def test(self) -> Iterator[None]:
        """Begin with the empty world, for the length of a test."""
        self.world = 0
        connection.execute_wrappers.append(self._watch)
        try:
            yield
        finally:
            self.world = None
            if self._watch in connection.execute_wrappers:
                connection.execute_wrappers.remove(self._watch)

    def call(self, factory: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Return what ``factory`` returns, remembered if this world has seen it twice before."""
        name = self._name(factory, args, kwargs)
        if name is None:
            return factory(*args, **kwargs)
        step = self.steps.get(name)
        if step is not None:
            return self._replay(step, name, args)
        if name in self.steps:  # it could not be remembered
            return factory(*args, **kwargs)
        if self.watches and name not in self.seen:
            result = factory(*args, **kwargs)
            self.seen.add(name)
        else:
            result = self._record(name, factory, args, kwargs)
        self.world = name if self.steps.get(name, self) is not None else None
        return result

    def _name(self, factory: Callable[..., Any], args: Any, kwargs: Any) -> int | None:
        if self.world is None or not connection.in_atomic_block:
            return None
        try:
            asked = (self.world, factory.__module__, factory.__qualname__, name_of(args), name_of(kwargs))
        except Unnamed:
            return None
        return self.names.setdefault(asked, len(self.names) + 1)

    def _record(self, name: int, factory: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        before: dict[str, dict[Any, Row]] = {}
        files = _files()
        self.watches.append(before)
        try:
            result = factory(*args, **kwargs)
        finally:
            self.watches.pop()
        owner = _owner(args)
        try:
            told = pickle.dumps((owner and owner.__dict__, None if owner and result is owner else [result]))
        except (pickle.PicklingError, TypeError, AttributeError):
            self.steps[name] = None
            return result
        changes = {table: _change(table, rows) for table, rows in before.items()}
        new = {path: content for path, content in _files().items() if files.get(path) != content}
        self.steps[name] = Step(changes, new, told)
        return result

    def _replay(self, step: Step, name: int, args: Any) -> Any:
        self.replaying = True
        try:
            with connection.cursor() as cursor:
                for table, change in step.changes.items():
                    _put(cursor, table, change)
        finally:
            self.replaying = False
        for path, content in step.files.items():
            target = Path(settings.PRIVATE_ROOT) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        self.world = name
        state, result = pickle.loads(step.result)
        if state is not None:
            args[0].__dict__.clear()
            args[0].__dict__.update(state)
        return args[0] if result is None else result[0]

    def _watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(HARMLESS):
            if not self.replaying:
                self.world = None
            if self.watches:
                self._note(sql)
        return execute(sql, params, many, context)

    def _note(self, sql: str) -> None:
        found = WRITES.match(sql)
        if not found:
            return
        table = found[1]
        for before in self.watches:
            if table not in before:
                before[table] = _rows(table)[1]


keeper = Keeper()


def kept(factory: F) -> F:
    """Remember what this factory does, for tests that begin as others did."""

    @functools.wraps(factory)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return keeper.call(factory, args, kwargs)

    return cast(F, wrapper)


def name_of(value: Any) -> Any:
    """Return something hashable that tells ``value`` from others in the same world.

    Raises Unnamed where nothing lasting does.
    """
    if isinstance(value, models.Model) and not value._state.adding:
        return (value._meta.label, value.pk)
    if isinstance(value, KeptState):
        return (type(value).__qualname__, name_of(value.__dict__))
    if isinstance(value, list | tuple):
        return (type(value).__name__, *map(name_of, value))
    if isinstance(value, Mapping):
        return ("mapping", *((name_of(key), name_of(one)) for key, one in value.items()))
    if isinstance(value, set | frozenset):
        return ("set", *sorted(map(repr, value)))
    if is_dataclass(value) and not isinstance(value, type):
        named = tuple((one.name, name_of(getattr(value, one.name, None))) for one in fields(value))
        return (type(value).__qualname__, *named)
    if callable(value) or type(value).__repr__ is object.__repr__ or hasattr(value, "read"):
        raise Unnamed
    return (type(value).__name__, repr(value))


class KeptState:
    """An object whose attributes are all there is to it: its kept methods are steps."""


def _owner(args: Any) -> Any:
    return args[0] if args and isinstance(args[0], KeptState) else None


@functools.cache
def _keys() -> dict[str, str]:
    found = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model._meta.pk.column for model in found}


def _rows(table: str) -> tuple[list[str], dict[Any, Row]]:
    """Return the columns of a table and its rows by primary key."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        columns = [column[0] for column in cursor.description]
        key = columns.index(_keys()[table])
        found = cursor.fetchall()
    return columns, {row[key]: row for row in found}


def _change(table: str, before: dict[Any, Row]) -> Change:
    columns, after = _rows(table)
    change = Change(columns, columns.index(_keys()[table]))
    for key, row in after.items():
        if key not in before:
            change.added.append(_wrapped(row))
        elif before[key] != row:
            change.changed.append(_wrapped(row))
    change.removed = [key for key in before if key not in after]
    return change


def _put(cursor: Any, table: str, change: Change) -> None:
    quote = connection.ops.quote_name
    names = [quote(column) for column in change.columns]
    key = names[change.key]
    if change.removed:
        cursor.executemany(f"DELETE FROM {quote(table)} WHERE {key} = %s", [(one,) for one in change.removed])
    if change.changed:
        sets = ", ".join(f"{name} = %s" for name in names)
        rows = [(*row, row[change.key]) for row in change.changed]
        cursor.executemany(f"UPDATE {quote(table)} SET {sets} WHERE {key} = %s", rows)
    if change.added:
        places = ", ".join(["%s"] * len(names))
        cursor.executemany(f"INSERT INTO {quote(table)} ({', '.join(names)}) VALUES ({places})", change.added)


def _wrapped(row: Row) -> Row:
    return tuple(Jsonb(value) if isinstance(value, dict | list) else value for value in row)


def _files() -> dict[str, bytes]:
    root = Path(settings.PRIVATE_ROOT)
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
