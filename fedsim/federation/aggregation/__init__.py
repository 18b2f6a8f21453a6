"""Rules that make one update of several, some of which may be wrong: plain functions on a matrix, a row an update.

Each takes (n, d) updates and gives (d,) float64. They compute in float64 and on updates, never on weights: of weights
that are alike in all but a few digits, distances in float32 say nothing (tests/federation/test_flower_faults.py).
"""
