"""A membership-inference attack, with and without differential privacy."""


def show() -> None:
    """Draw this part of the Privacy page."""
