"""The law as pure functions: standard library only, no clock, no I/O beyond its own data files."""
