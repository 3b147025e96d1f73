"""Is a forecast of variance good enough where it matters: against standard challengers, under stress, in the tails?"""
