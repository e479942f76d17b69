"""Contract, delivery, acceptance, invoice and payment."""
