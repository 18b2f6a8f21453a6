"""What a promise says where hospitals overlap."""

from dataclasses import replace

import pytest

from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.privacy.mechanisms.base import Unit
from fedsim.settings.config import PRIVATE, SimulationConfig
from fedsim.text.promise import in_words, unit_of


@pytest.mark.parametrize("dp", PRIVATE)
def test_a_promise_says_what_overlapping_takes_from_it(dp: str) -> None:
    disjoint = SimulationConfig(dp=dp, noise_multiplier=1.0)
    shared = replace(disjoint, deal="shared")
    assert "overlap" not in in_words(disjoint, 1.0)
    told = in_words(shared, 1.0)
    assert told == unit_of(shared)
    by_unit = {Unit.IMAGE: "is in as many promises", Unit.HOSPITAL: "where others have the same ones"}
    assert by_unit[MECHANISMS[dp].unit] in told
    assert "overlap" not in in_words(shared, 0.0)  # without noise nothing is promised anyway
