"""Plain views of what the rooms have published: notices, projects, grades, and proving what is genuine."""
