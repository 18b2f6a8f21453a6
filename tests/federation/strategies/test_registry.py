"""Every strategy of the settings has its file."""

from fedsim.federation.strategies import STRATEGIES
from fedsim.federation.strategies.base import Evaluated
from fedsim.settings.config import KINDS
from fedsim.settings.strategy import OWN_MODELS


def test_every_kind_has_its_strategy() -> None:
    assert list(STRATEGIES) == list(KINDS["strategy"])


def test_the_settings_know_whose_rounds_are_evaluated_on_own_models() -> None:
    assert {kind for kind, each in STRATEGIES.items() if each.evaluated is Evaluated.OWN} == {*OWN_MODELS}
