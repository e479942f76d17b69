"""Screens of evaluation and award: the group's page, panel, negotiation, scoring, report, award, outcome."""
