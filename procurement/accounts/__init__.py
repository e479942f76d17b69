"""People, the organisations they act for, and the offices they hold."""
