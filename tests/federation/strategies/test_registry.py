"""Every strategy of the settings has its file."""

from typing import get_args

from fedsim.federation.strategies import STRATEGIES
from fedsim.settings.strategy import Strategy


def test_every_kind_has_its_strategy() -> None:
    assert list(STRATEGIES) == [kind.kind for kind in get_args(Strategy)]
