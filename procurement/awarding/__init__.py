"""Panels, scoring, the evaluation report and the award."""
