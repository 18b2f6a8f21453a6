"""Mimic: every one that colludes sends what one honest hospital sends (Karimireddy et al. 2022, arXiv:2006.09365)."""

import numpy as np

from fedsim.hospitals.adversaries.base import Adversary, Arrays, Known


class Mimic(Adversary):
    """Copies the honest hospital that stands out most in the first round, from then on always the same one.

    It is the one whose update is furthest from the mean along the direction in which the honest updates differ most.
    The paper follows that direction through several rounds before it settles on one. Where the one that is copied sends
    nothing in a round, the one that stands out most in that round is copied instead.
    """

    REMEMBERED = ("_copied",)
    _copied: int | None = None

    def collude(self, known: Known, rng: np.random.Generator) -> Arrays:
        if self._copied is None:
            self._copied = standing_out(known)
        place = self._copied if self._copied in known.honest else standing_out(known)
        return {name: known.honest[place][name] for name in known.learned}


def standing_out(known: Known) -> int:
    """The place of the honest hospital that is furthest out along the first principal component of their updates."""
    apart = 0.0
    for name in known.learned:
        updates = known.updates(name).reshape(len(known.honest), -1)
        centred = updates - updates.mean(axis=0)
        apart = apart + centred @ centred.T
    _, directions = np.linalg.eigh(apart)  # in order of their eigenvalues; each hospital's coordinate on the last one
    return list(known.honest)[int(np.argmax(np.abs(directions[:, -1]).round(9)))]  # of several as far, the first
