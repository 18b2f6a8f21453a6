"""What chance leaves of a difference, after the sentence that tells it."""

from fedsim.language import _, ngettext


def unclear(said: str, clear_in: int, seeds: int) -> str:
    """A difference that chance may explain, with one seed or another; what is clear with each of them is just said."""
    if clear_in == seeds:
        return said
    if seeds == 1:
        return _("{said} So small a difference may be chance.").format(said=said)
    return ngettext(
        "{said} That is clear with {clear} of {n} seed.", "{said} That is clear with {clear} of {n} seeds.", seeds
    ).format(said=said, clear=clear_in, n=seeds)
