"""How a fact travels up: rooms above listen, inside the same transaction, without being known below."""

from django.dispatch import Signal

# Sent with: obj, transition (core.lifecycle.Transition), entry (AuditEntry), actor, at. Always `send`,
# never `send_robust`: a decision and its notice happen both or neither.
transition_applied = Signal()
# Sent with: user, organisation, offices (those that ended), actor, at. A receiver may refuse with a DomainError.
offices_ended = Signal()
# Sent with: user, organisation. Receivers return sentences: what still depends on this person's offices there.
offices_asked = Signal()
