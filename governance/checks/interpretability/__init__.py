"""Can what moves the answers be said, and is it what the model's owner says it is?"""
