"""The Runs page."""

MOST = 500
"""So many of the newest runs are shown."""
