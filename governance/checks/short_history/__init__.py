"""Can anything be said for sure where the history is short, jumpy, or bought by the feed?"""
