"""Is the audited object the one that was developed, and does it answer as its developer said?"""
