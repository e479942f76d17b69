"""Journeys through a real Chromium, each person signing in. Marked ``browser``: `make test-browser` runs them."""
