"""Reading procurement activities: papers (half A) and seals (half B), one module per question."""
