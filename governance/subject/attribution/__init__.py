"""What moved each answer, by the fastest exact method, computed once and shared."""
