"""Shared machinery that knows no room: lifecycle engine, audit chain, clock, parameters, sealing, outbox."""
