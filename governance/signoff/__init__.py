"""From a finished record to a report folder: software facts, and placing files whole or not at all."""
