"""The guidance catalogue (versions, items) and the annual purchase plan."""
