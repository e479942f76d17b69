"""Forms of frameworks: ``frameworks`` in four short parts, ``entries``, ``calls``."""
