"""What was recorded of an opening or an evaluation is put on file: keeper, place, time, hash (87 art. 39).

The file itself stays with its keeper, as long as the rest of the file of the procurement (采购法 art. 42).
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState

from ..enums import SceneStage
from ..models import Package, SceneRecording
from ..permissions import openings as permissions
from ..selectors import recording
from ..selectors.recording import Scene

_SHA256 = re.compile(r"[0-9a-f]{64}")
RULE = "E-11"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is said of one file; of a time without a recording ``missing`` and ``note``, and nothing of a file."""

    what: str
    begins: datetime
    ends: datetime
    missing: bool = False
    keeper: str = ""
    place: str = ""
    sha256: str = ""
    years: int | None = None
    note: str = ""


@transaction.atomic
def record_scene(
    *, package: Package, stage: str, said: Recorded, actor: Actor, at: datetime
) -> SceneRecording:
    """Register one recording of a stage that is over, or that a time was not recorded and why.

    Raises NotAllowed, WrongState before the stage is over, or DomainError beside the field that is wrong.
    """
    _ask(package, stage, actor)
    locked = Package.objects.select_for_update().select_related("tender").get(pk=package.pk)
    scene = next((one for one in recording.scenes(locked) if one.stage == stage), None)
    if scene is None:
        text = _("开标、评审结束以后才能登记；这个采购包现在没有要登记的环节。")
        raise WrongState(text, rule=RULE)
    _check_times(scene, said, at)
    file = (
        {"keeper": "", "place": "", "sha256": "", "years": None} if said.missing else _file(said, scene, at)
    )
    if said.missing and not said.note.strip():
        raise DomainError(_("没有录上的，请写明原因和现场怎样处理的。"), field="note", rule=RULE)
    row = SceneRecording.objects.create(
        code=next_code(f"{package.code}-AV-", 2),
        package=locked,
        stage=SceneStage(stage),
        what=said.what.strip(),
        begins=said.begins,
        ends=said.ends,
        missing=said.missing,
        note=said.note.strip(),
        entered_by=actor.name,
        entered_at=at,
        **file,
    )
    facts = {"stage": str(stage), "begins": said.begins, "ends": said.ends, "missing": said.missing, **file}
    _note(row, "scene_recorded", {"recording": row.code, **facts, "note": row.note}, actor, at)
    return row


@transaction.atomic
def strike_scene(*, row: SceneRecording, reason: str, actor: Actor, at: datetime) -> SceneRecording:
    """Strike an entry that was wrong; it stays readable, with the reason."""
    _ask(row.package, row.stage, actor)
    if not reason.strip():
        raise DomainError(_("请写明作废的原因。"), field="reason", rule=RULE)
    locked = SceneRecording.objects.select_for_update().get(pk=row.pk)
    if locked.struck_at is not None:
        raise WrongState(_("这条登记已经作废。"), rule=RULE)
    locked.struck_at, locked.strike_reason = at, reason.strip()
    locked.save(update_fields=["struck_at", "strike_reason"])
    _note(row, "scene_struck", {"recording": row.code, "sha256": row.sha256}, actor, at, reason.strip())
    return locked


def _ask(package: Package, stage: str, actor: Actor) -> None:
    verdict = permissions.keep_recordings(actor, package, stage)
    if not verdict:
        raise NotAllowed(verdict.reason, rule=RULE)


def _check_times(scene: Scene, said: Recorded, at: datetime) -> None:
    if said.ends <= said.begins:
        raise DomainError(_("录制结束要晚于录制开始。"), field="ends", rule=RULE)
    if said.ends > at:
        raise DomainError(_("录制结束不能晚于现在。"), field="ends", rule=RULE)
    begin, end = scene.held
    if said.ends < begin.replace(second=0, microsecond=0) or said.begins > end:
        text = _("这段时间不在%(stage)s的时间里，请核对日期。")
        raise DomainError(text % {"stage": scene.stage.label}, field="begins", rule=RULE)


def _file(said: Recorded, scene: Scene, at: datetime) -> dict[str, object]:
    """Return what is said of the file, complete and in one form."""
    sha256 = "".join(said.sha256.split()).lower()
    for field, value in (("keeper", said.keeper), ("place", said.place), ("sha256", sha256)):
        if not value.strip():
            raise DomainError(_("请填写这一项；没有录上的，请勾选“没有录上”。"), field=field, rule=RULE)
    if not _SHA256.fullmatch(sha256):
        text = _("文件指纹是64位十六进制数（0-9、a-f）。请核对是否抄全。")
        raise DomainError(text, field="sha256", rule=RULE)
    if any(row.sha256 == sha256 and row.struck_at is None for row in scene.rows):
        raise DomainError(_("这个文件已经登记过。"), field="sha256", rule=RULE)
    least = recording.years(at).integer
    if said.years is None or said.years < least:
        text = _("采购文件从采购结束之日起至少保存%(years)s年（《政府采购法》第四十二条）。")
        raise DomainError(text % {"years": least}, field="years", rule="I-01")
    return {
        "keeper": said.keeper.strip(),
        "place": said.place.strip(),
        "sha256": sha256,
        "years": said.years,
    }


def _note(
    row: SceneRecording, action: str, changes: dict[str, object], actor: Actor, at: datetime, reason: str = ""
) -> None:
    audit.record(
        subject_kind="package",
        subject_code=row.package.code,
        action=action,
        actor=actor,
        at=at,
        basis=recording.basis_of(row.package),
        reason=reason,
        changes=changes,
    )
