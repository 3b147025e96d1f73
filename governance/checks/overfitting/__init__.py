"""Has the model learned its training sample rather than what lies behind it?"""
