"""Reading frameworks: ``designs`` (what stands against one), ``lists``, ``notices``, ``todos``."""
