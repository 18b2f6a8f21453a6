"""When two means are the same number."""

SAME = 1e-9
"""Two means closer than this are equal: the rest is floating point."""
