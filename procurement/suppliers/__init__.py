"""Registration, optional verification and standing of those who deliver services."""
