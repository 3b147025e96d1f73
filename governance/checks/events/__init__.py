"""What the model did when the market was not itself, and why."""
