"""How images get here: found, fetched, checked, kept."""
