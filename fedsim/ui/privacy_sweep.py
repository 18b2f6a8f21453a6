"""Accuracy against epsilon, from runs made on the spot."""


def show() -> None:
    """Draw this part of the Privacy page."""
