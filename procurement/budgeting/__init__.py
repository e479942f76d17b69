"""Budget lines and their append-only ledger: money that cannot be promised twice."""
