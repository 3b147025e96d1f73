"""Is the model better than what costs nothing?"""
