"""Does it stay what it was: the model, its answers, and the world that it answers about?"""
