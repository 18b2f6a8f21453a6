"""Scripts that measure; each prints what it found and the figures that docs/PERFORMANCE.md quotes."""
