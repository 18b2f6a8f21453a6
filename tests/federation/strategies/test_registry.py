"""Every strategy of the settings has its file."""

from fedsim.federation.strategies import STRATEGIES
from fedsim.settings.config import KINDS


def test_every_kind_has_its_strategy() -> None:
    assert list(STRATEGIES) == list(KINDS["strategy"])
