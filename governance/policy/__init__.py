"""What is allowed, who says so, and why."""
