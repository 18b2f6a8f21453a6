"""How long updates are, how many are clipped, and what of them the noise leaves."""


def show() -> None:
    """Draw this part of the Privacy page."""
