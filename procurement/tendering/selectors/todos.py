"""What waits for somebody in a procurement: around its papers and around its sealed bids."""

from datetime import datetime

from procurement.core.actors import Actor
from procurement.core.todo import Todo

from .paper_todos import paper_todos
from .recording import incomplete
from .seal_todos import seal_todos


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return what this person could do now, each with its due date and rule."""
    return [*paper_todos(actor, at), *seal_todos(actor, at), *incomplete(actor)]
