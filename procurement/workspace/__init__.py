"""What waits for me: reads across the rooms, holds nothing of its own."""
