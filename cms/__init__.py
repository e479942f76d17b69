"""The public site: presentation only, no rule and no record of its own."""
