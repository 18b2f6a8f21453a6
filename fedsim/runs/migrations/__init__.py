"""How the database's tables came to be what they are: Alembic runs those of `versions` that are missing, in order."""
