"""Loads that real processes bear for a minute: run by hand (`make load`), never by pytest."""
