"""What does the model do when its inputs are not what they should be?"""
