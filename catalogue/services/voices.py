"""What people say and what is answered, the same for catalogues and for what is to be bought."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError

from ..enums import Handling
from ..models.making import Answered, PublicVoice

LONGEST = 2000


def said(voice: PublicVoice, *, text: str, name: str, contact: str, rule: str, at: datetime) -> PublicVoice:
    """Fill in what somebody of the public said, save it; nobody has to give a name."""
    if not text.strip():
        raise DomainError(_("请写下您的意见。"), field="text", rule=rule)
    voice.code = next_code(f"YJ-{at:%Y}-")
    voice.text, voice.name, voice.contact = text.strip()[:LONGEST], name.strip(), contact.strip()
    voice.received_at = at
    save_new(voice)
    return voice


def answered(
    *, row: Answered, handling: str, reply: str, rule: str, actor: Actor, at: datetime, withheld: bool = False
) -> None:
    """Save an answer: adopted, partly or not, and why. ``withheld``: a public comment's text stays unpublished."""
    if handling not in Handling.values:
        raise DomainError(_("请选择是否采纳。"), field="handling", rule=rule)
    if not reply.strip():
        raise DomainError(_("请写明理由，提意见的人会看到。"), field="reply", rule=rule)
    row.handling, row.reply = handling, reply.strip()
    row.replied_at, row.replied_name = at, actor.name
    if isinstance(row, PublicVoice):
        row.withheld = withheld
    row.save()


def save_new(row: models.Model) -> None:
    """Insert a row whose fields were checked; DomainError beside the first field that does not fit."""
    links = [field.name for field in row._meta.fields if field.is_relation]
    try:
        row.clean_fields(exclude=links)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], field=field) from error
    row.save(force_insert=True)
