"""Pages that editors write in Wagtail: the home page and the guides."""
