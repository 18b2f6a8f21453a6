"""A package, so that what `walk` holds ends with the last test of this folder, and not with the whole session."""
