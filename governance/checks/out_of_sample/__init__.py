"""Does the model do well on cases it has not seen?"""
