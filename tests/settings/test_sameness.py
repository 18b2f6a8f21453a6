"""When runs are the same follows from what each setting declares that it changes, wherever it is asked."""

import dataclasses
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from fedsim.analysis import evidence
from fedsim.runs.membership_runs import covers
from fedsim.runs.state import RunState
from fedsim.settings import sameness
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.declared import Declared, declared, flat, in_force, settled, unflat
from fedsim.settings.setting import Changes

SETTINGS = declared(SimulationConfig)
CAN_CHANGE = [name for name, one in SETTINGS.items() if len(one.kinds) != 1 and len(one.each) != 1]
ASKS: dict[str, tuple[Changes, Any]] = {
    "data": (Changes.DATA, lambda a, b: sameness.data(a) == sameness.data(b)),
    "sweep": (Changes.DATA | Changes.FEDERATION, lambda a, b: sameness.federation(a) == sameness.federation(b)),
    "baseline": (Changes.BASELINES, lambda a, b: sameness.baselines(a) == sameness.baselines(b)),
    "membership": (Changes.DATA | Changes.FEDERATION | Changes.EVALUATION, covers),
    "repeats": (Changes.DATA | Changes.FEDERATION | Changes.BASELINES, lambda a, b: a.repeats(b)),
    "comparable": (Changes.DATA | Changes.FEDERATION | Changes.BASELINES, lambda a, b: compared(a, b)),
}
"""Who asks whether two runs are the same: what may not differ, and the question."""
WHATEVER_THE_SEED = ("repeats", "comparable")


def compared(one: SimulationConfig, two: SimulationConfig) -> bool:
    """Whether the verdict takes the second beside the first, were it of another seed."""
    other = replace(two, seed=one.seed + 1)
    runs = [RunState("one", one, made_by="this"), RunState("two", other, made_by="this")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "_complete", lambda run: True)
        return len(evidence.comparable(runs)) == 2


def with_needs(values: dict[str, Any], one: Declared, value: Any) -> dict[str, Any]:
    """The settings with everything that this one, or this value of it, needs."""
    needed = {need.setting: need.among[-1] for need in one.setting.needs if need.of is None or value in need.of}
    return values | needed | ({one.union: one.of_kinds[0]} if one.union else {})


def values_of(one: Declared) -> st.SearchStrategy:
    """Anything that a setting may be."""
    if one.each:
        kinds = st.sampled_from([kind() for kind in one.each.values()])
        return st.lists(kinds, min_size=3, max_size=3).map(tuple)  # a hospital each
    if one.choices:
        return st.sampled_from(one.choices)
    if one.name == "hospitals":
        return st.sampled_from([(Hospital("A"), Hospital("B")), (Hospital("A", ("CNV",)), Hospital("B"))])
    if one.base is str:
        return st.sampled_from(["digits", "octmnist"])
    numbers = {int: st.integers, float: st.floats}[one.base]
    bounds = {"min_value": one.base(one.low), "max_value": one.base(min(one.high, 10**6))}
    inside = numbers(**bounds).filter(lambda number: one.low < number < one.high)
    return inside | st.none() if one.setting.none else inside


@st.composite
def changes(draw) -> tuple[str, SimulationConfig, SimulationConfig]:
    """A setting, and two valid configurations that differ in it alone.

    ResNet-18, since with the small CNN a baseline does not depend on privacy.
    """
    one = SETTINGS[draw(st.sampled_from(CAN_CHANGE))]
    start = flat(SimulationConfig(model="resnet18", seed=3))
    first, second = draw(values_of(one)), draw(values_of(one))
    if one.name == "dp":  # another place of the noise is no other model: none is
        first = "none"
    for value in (first, second):
        start = with_needs(start, one, value)
    before, after = (unflat(SimulationConfig, start | {one.name: value}) for value in (first, second))
    return one.name, before, after


@given(changes())
def test_each_change_counts_for_exactly_what_the_setting_declares(change) -> None:
    name, before, after = change
    differ = before != after
    for who, (counted, same) in ASKS.items():
        counts = bool(SETTINGS[name].setting.changes & counted) and not (name == "seed" and who in WHATEVER_THE_SEED)
        if who in ("baseline", "repeats", "comparable") and name == "baseline_epochs":
            differ_here = before.num_baseline_epochs != after.num_baseline_epochs
        else:
            differ_here = differ
        assert same(before, after) == (not (counts and differ_here)), who


@given(st.sampled_from(CAN_CHANGE), st.data())
def test_what_is_not_in_force_makes_no_other_run(name: str, data: st.DataObject) -> None:
    one, config = SETTINGS[name], SimulationConfig()
    if in_force(one, flat(config)):
        return
    other = unflat(SimulationConfig, flat(config) | {name: data.draw(values_of(one))})
    assert settled(other) == settled(config) == config
    assert all(same(config, other) for _, same in ASKS.values())


def test_rounds_and_local_epochs_count_for_a_baseline_by_their_product() -> None:
    ten, five = SimulationConfig(rounds=10), SimulationConfig(rounds=5, local_epochs=2)
    assert sameness.baselines(ten) == sameness.baselines(five) == sameness.baselines(replace(ten, baseline_epochs=10))
    assert sameness.baselines(ten) != sameness.baselines(replace(ten, baseline_epochs=9))
    assert not ten.repeats(five)


@pytest.mark.parametrize(
    "free", [{"attack": "last-round"}, {"engine": "ray"}, {"device": "cpu"}, {"baselines": "after"}]
)
def test_attack_engine_device_and_when_to_train_alone_are_treated_alike_everywhere(free: dict) -> None:
    one, two = SimulationConfig(), SimulationConfig(**free)
    for who, (_, same) in ASKS.items():
        assert same(one, two) == (not (who == "membership" and "attack" in free)), who


def test_the_order_in_which_missing_classes_are_named_makes_no_other_run() -> None:
    one, two, other = (
        SimulationConfig(hospitals=(Hospital("A", excluded), Hospital("B")))
        for excluded in (("CNV", "DME"), ("DME", "CNV"), ("DME",))
    )
    assert all(same(one, two) for _, same in ASKS.values())
    assert not one.repeats(other)


@pytest.mark.parametrize("name", [name for name, one in SETTINGS.items() if one.each])
def test_what_each_hospital_has_of_its_own_is_drawn_among_all_kinds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    other = dataclasses.make_dataclass("Other", [("kind", str, "other")], frozen=True)
    monkeypatch.setitem(SETTINGS[name].each, "other", other)
    drawn = find(values_of(SETTINGS[name]), lambda value: len({each.kind for each in value}) > 1)
    start = flat(SimulationConfig(model="resnet18"))
    before, after = (unflat(SimulationConfig, start | {name: value}) for value in (start[name], drawn))
    for who, (counted, same) in ASKS.items():
        assert same(before, after) == (not SETTINGS[name].setting.changes & counted), who
