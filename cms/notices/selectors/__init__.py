"""Reading what is public."""
