"""What the room does when time passes or a fact arrives; wired up in ``TenderingConfig.ready``."""
