"""Pages of frameworks: ``public`` for everybody, ``frameworks``, ``entries`` and ``calls`` in the workspace."""
