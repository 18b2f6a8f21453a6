"""Published figures, measured again with this product; docs/TRUTH.md says what came of it."""
