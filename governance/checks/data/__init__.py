"""Are the samples what they claim to be: apart from one another, and in the order of time?"""
