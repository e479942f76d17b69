"""The platform's rooms, from the roof down to the foundations.

``config`` → ``cms | workspace`` → ``complaints | performance`` → ``contracts`` → ``frameworks`` →
``awarding`` → ``tendering`` → ``suppliers`` → ``catalogue`` → ``budgeting`` → ``publications`` →
``accounts`` → ``core`` → ``regulations``. Imports and foreign keys point down only: a lower room never needs to
know who stands on it, so a rule can be read, tested and changed in one place. (``catalogue`` and
``cms`` lie beside this package.) Facts travel up as service calls from above or as the signal
``transition_applied``.
"""
