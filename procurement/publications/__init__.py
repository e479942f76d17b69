"""What was published, frozen: a correction is a new record that names the old one."""
