"""Where the noise goes, and what (epsilon, delta) promises to whom."""


def show() -> None:
    """Draw this part of the Privacy page."""
