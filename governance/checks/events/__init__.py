"""What drove the answers and the results when the market moved, and was it what was declared?"""
