"""What others published, and within which band a measurement of ours counts as the same.

Bands and set-ups were fixed before anything was measured. From 97 on the band is one point to either side, since there
methods differ by tenths; below it is ten points, since there runs of one paper differ by several. A gain is met by half
of it or more.
"""

from collections.abc import Iterator
from dataclasses import dataclass

NEAR_THE_TOP, NARROW, WIDE = 97.0, 1.0, 10.0
MCMAHAN = "McMahan et al. 2017, arXiv:1602.05629, table 2"
NIID = "Flower's baseline niid_bench, after Li et al. 2022, arXiv:2102.02079, table 3"
BUCKETING = "Karimireddy et al. 2022, arXiv:2006.09365, the authors' own logs"
UNTRACED = "from notes; the page could not be found again"


@dataclass(frozen=True)
class Figure:
    """One published number.

    Attributes:
        group: the heading that it stands under.
        name: what it is of.
        published: in percent, or in points where it is a difference.
        low: the least that counts as the same.
        high: the most.
        of: the measurement that it is compared with, a key of `SETUPS` or `FEDERATIONS`.
        minus: the measurement that is taken off; nothing where the figure is no difference.
        source: who published it.
    """

    group: str
    name: str
    published: float
    low: float
    high: float
    of: str
    source: str
    minus: str = ""

    def met(self, ours: float | None) -> bool:
        """Whether a measurement lies within the band; one that there is not does not."""
        return ours is not None and self.low <= ours <= self.high


def value(group: str, name: str, published: float, of: str, source: str) -> Figure:
    width = NARROW if published >= NEAR_THE_TOP else WIDE
    low, high = max(0.0, published - width), min(100.0, published + width)
    return Figure(group, name, published, round(low, 2), round(high, 2), of, source)


def gain(group: str, name: str, published: float, of: str, minus: str, source: str) -> Figure:
    return Figure(group, name, round(published, 2), round(published / 2, 2), 100.0, of, source, minus)


TABLES: dict[str, dict[str, tuple[float, float | None]]] = {
    "no attack": {
        "mean": (98.75, None),
        "krum": (89.90, 93.27),
        "median": (80.36, 95.59),
        "rfa": (82.60, 97.34),
        "cclip": (98.78, 98.75),
    },
    "sign flip": {"krum": (27.85, 45.11), "median": (37.15, 46.92), "rfa": (68.75, 87.63), "cclip": (75.19, 91.66)},
    "label flip": {"krum": (1.03, 20.19), "median": (35.57, 52.68), "rfa": (90.34, 91.60), "cclip": (90.93, 91.83)},
    "mimic": {
        "mean": (92.73, None),
        "krum": (37.33, 53.15),
        "median": (64.27, 78.60),
        "rfa": (78.93, 91.17),
        "cclip": (91.53, 92.56),
    },
}
"""Accuracy in percent without bucketing and with buckets of two, of three seeds, by attack and rule."""
CLEAR = 5.0
"""A gain of so many points is a figure of its own."""


def _bucketing() -> Iterator[Figure]:
    for attack, rules in TABLES.items():
        for rule, (plain, mixed) in rules.items():
            alone, both = f"{attack}, {rule}", f"{attack}, {rule}, buckets of 2"
            yield value(attack, rule, plain, alone, BUCKETING)
            if mixed is not None:
                yield value(attack, f"{rule}, buckets of 2", mixed, both, BUCKETING)
                if mixed - plain >= CLEAR:
                    yield gain(attack, f"{rule}, what bucketing gains", mixed - plain, both, alone, BUCKETING)


FIGURES: tuple[Figure, ...] = (
    value("averaging", "FedAvg, IID, 100 hospitals, after 20 rounds", 99.0, "fedavg, iid", MCMAHAN),
    value("averaging", "FedAvg, Dirichlet 0.5, 10 hospitals", 98.9, "fedavg, dirichlet 0.5", NIID),
    value("averaging", "SCAFFOLD, Dirichlet 0.5, 10 hospitals", 99.0, "scaffold, dirichlet 0.5", NIID),
    value("averaging", "FedAvg, one class each, 10 hospitals", 10.0, "fedavg, one class", NIID),
    value("averaging", "SCAFFOLD, one class each, 10 hospitals", 10.0, "scaffold, one class", NIID),
    value("averaging", "FedAvg, Dirichlet 0.1, 100 hospitals", 98.31, "fedavg, dirichlet 0.1", UNTRACED),
    value("averaging", "SCAFFOLD, Dirichlet 0.1, 100 hospitals", 99.11, "scaffold, dirichlet 0.1", UNTRACED),
    *_bucketing(),
)
