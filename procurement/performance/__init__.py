"""Indicators, evaluations, satisfaction surveys, grades and what follows from them."""
