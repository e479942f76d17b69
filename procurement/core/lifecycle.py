"""One road for every change of state.

A room writes its procedure as a table of ``Transition``; ``apply`` is the only writer of a status: lock
the row, check the source, ask the permission, ask the guards, write, add the audit entry, announce. The
buttons on screen come from the same table, so that screen, server and audit cannot disagree.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from . import audit
from .actors import Actor
from .errors import GuardRefused, NotAllowed, WrongState
from .models import AuditEntry
from .permissions import Permission, system_only
from .signals import transition_applied

# Any model with ``code`` and ``status``; the registry knows which. Where one table serves procedures that have each
# their own law, the model's ``own_basis(basis)`` says what of a step's basis binds this object.
Subject = Any
# A guard is called with (obj, actor=…, at=…) and returns the sentence that says why not, or nothing.
Guard = Callable[..., "str | Promise | None"]
# Guards whose refusal lasts as long as the object: such a step is another kind's, and no screen offers it.
_FOR_GOOD: set[Guard] = set()
# What guards said of one object at one moment: a guard of several steps is asked once.
Answers = dict[Guard, Any]


def for_good(guard: Guard) -> Guard:
    """Mark a guard that refuses by the kind of the object: ``available`` leaves out what it refuses."""
    _FOR_GOOD.add(guard)
    return guard


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of a procedure, readable by a finance officer. ``basis`` is rule id and article."""

    name: str
    source: tuple[str, ...]
    target: str
    permission: Permission
    guards: tuple[Guard, ...] = ()
    basis: str = ""
    label: "str | Promise" = ""

    def basis_for(self, obj: Subject) -> str:
        """Return the basis as it binds this object: what a screen shows and the audit chain keeps."""
        own = getattr(obj, "own_basis", None)
        return own(self.basis) if own else self.basis


@dataclass(frozen=True, slots=True)
class Option:
    """What a person may do now, or why not: what a button on screen is drawn from."""

    transition: Transition
    allowed: bool
    reason: "str | Promise" = ""
    # Whether it is this person's step at all, now or once the reason has gone.
    permitted: bool = True
    # The step's basis as it binds this object.
    basis: str = ""

    @property
    def by_machine(self) -> bool:
        return self.transition.permission is system_only

    @property
    def name(self) -> str:
        return self.transition.name

    @property
    def label(self) -> "str | Promise":
        return self.transition.label


class Lifecycle:
    """The table of one aggregate. ``subject_kind`` names its audit chain, ``code`` its subject."""

    _registry: dict[type[models.Model], "Lifecycle"] = {}

    def __init__(
        self, model: type[models.Model], subject_kind: str, transitions: Iterable[Transition]
    ) -> None:
        self.model = model
        self.subject_kind = subject_kind
        self.transitions = {transition.name: transition for transition in transitions}
        Lifecycle._registry[model] = self

    def __getitem__(self, name: str) -> Transition:
        return self.transitions[name]

    @classmethod
    def of(cls, obj: Subject) -> "Lifecycle":
        """Return the table of an object's model; KeyError where the model has none."""
        return cls._registry[type(obj)]

    @classmethod
    def all(cls) -> list["Lifecycle"]:
        return list(cls._registry.values())


def create(
    obj: Subject,
    *,
    actor: Actor,
    at: datetime,
    basis: str = "",
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> AuditEntry:
    """Save a new object in the status its model starts with and open its audit chain."""
    table = Lifecycle.of(obj)
    with transaction.atomic():
        obj.save(force_insert=True)
        return audit.record(
            subject_kind=table.subject_kind,
            subject_code=obj.code,
            action="create",
            actor=actor,
            at=at,
            target=obj.status,
            basis=basis,
            reason=reason,
            changes=changes,
        )


def apply(
    name: str,
    obj: Subject,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    updates: dict[str, Any] | None = None,
    changes: dict[str, Any] | None = None,
    anchored: bool = False,
) -> AuditEntry:
    """Carry ``obj`` through the transition ``name``; ``updates`` are fields written in the same stroke.

    ``changes`` adds facts to the audit entry that are no fields of the row. Raises WrongState, NotAllowed
    or GuardRefused, each with the sentence to show; nothing is written then. ``obj`` is refreshed.
    """
    table = Lifecycle.of(obj)
    step = table[name]
    with transaction.atomic():
        locked: Subject = table.model._default_manager.select_for_update().get(pk=obj.pk)
        mark = _check(step, locked, actor, at)
        source = locked.status
        written = {**(updates or {}), "status": step.target}
        for field, value in written.items():
            setattr(locked, field, value)
        locked.save(update_fields=list(written))
        entry = audit.record(
            subject_kind=table.subject_kind,
            subject_code=locked.code,
            action=name,
            actor=actor,
            at=at,
            source=source,
            target=step.target,
            basis=step.basis_for(obj),
            reason=reason,
            changes={**(updates or {}), **(changes or {}), **mark},
            anchored=anchored,
        )
        obj.refresh_from_db()
        transition_applied.send(sender=table.model, obj=obj, transition=step, entry=entry, actor=actor, at=at)
    return entry


def available(obj: Subject, *, actor: Actor, at: datetime) -> list[Option]:
    """Return the steps from the object's present status, each allowed or with the reason why not yet.

    What its kind never allows is left out.
    """
    steps = [step for step in Lifecycle.of(obj).transitions.values() if obj.status in step.source]
    asked: Answers = {}
    return [
        _option(step, obj, actor, at, asked)
        for step in steps
        if not any(guard(obj, actor=actor, at=at) for guard in step.guards if guard in _FOR_GOOD)
    ]


def may(name: str, obj: Subject, *, actor: Actor, at: datetime) -> Option:
    """Return whether one step is possible now, with the reason where it is not."""
    step = Lifecycle.of(obj)[name]
    if obj.status not in step.source:
        mine = bool(step.permission(actor, obj))
        return Option(step, False, _wrong_state(step, obj), mine, step.basis_for(obj))
    return _option(step, obj, actor, at)


def require(step: Transition, obj: Subject, *, actor: Actor, at: datetime) -> Mapping[str, str]:
    """Ask a step's permission and guards of an object and leave its status alone; return the permission's mark.

    For what follows a step's rules without being that step. Raises NotAllowed or GuardRefused as ``apply`` does.
    """
    verdict = step.permission(actor, obj)
    if not verdict:
        raise NotAllowed(verdict.reason, rule=step.basis_for(obj))
    reason = _first_refusal(step, obj, actor, at)
    if reason is not None:
        raise GuardRefused(reason, rule=step.basis_for(obj))
    return verdict.mark


def _option(
    step: Transition, obj: Subject, actor: Actor, at: datetime, asked: Answers | None = None
) -> Option:
    verdict = step.permission(actor, obj)
    if not verdict:
        return Option(step, False, verdict.reason, False, step.basis_for(obj))
    reason = _first_refusal(step, obj, actor, at, asked)
    return Option(step, reason is None, reason or "", basis=step.basis_for(obj))


def _check(step: Transition, obj: Subject, actor: Actor, at: datetime) -> Mapping[str, str]:
    """Raise what refuses the step; return on what its permission rests."""
    if obj.status not in step.source:
        raise WrongState(_wrong_state(step, obj), rule=step.basis_for(obj))
    return require(step, obj, actor=actor, at=at)


def _first_refusal(
    step: Transition, obj: Subject, actor: Actor, at: datetime, asked: Answers | None = None
) -> "str | Promise | None":
    """Ask the guards in turn; ``asked``: what those said that were asked already, of the same object now."""
    asked = {} if asked is None else asked
    for guard in step.guards:
        if guard not in asked:
            asked[guard] = guard(obj, actor=actor, at=at)
        if reason := asked[guard]:
            return reason
    return None


def _wrong_state(step: Transition, obj: Subject) -> str:
    state = obj.get_status_display() if hasattr(obj, "get_status_display") else obj.status
    return _("现在的状态是“%(state)s”，不能%(step)s。请刷新页面查看最新进展。") % {
        "state": state,
        "step": step.label or step.name,
    }
