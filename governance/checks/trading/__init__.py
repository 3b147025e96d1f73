"""Is what the strategy earned real, and would it be kept?"""
