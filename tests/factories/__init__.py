"""Factories reach a state by calling services, one module per room."""
