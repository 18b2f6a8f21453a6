"""Scenarios: what is claimed holds in what was measured, and a visitor's runs are found."""

from dataclasses import replace

import pytest
from tiny import finished

from fedsim import data
from fedsim.analysis.scenarios import MEASURES, holds, measured, own_scores, scenario_frame, told
from fedsim.runs.state import RunState
from fedsim.settings.scenarios import OWN_SEED, SCENARIOS, SEEDS, alike, longer, undecided
from fedsim.text import scenarios as words


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_claim_holds_with_every_seed_that_was_measured(name: str) -> None:
    scenario, scores = SCENARIOS[name], measured().scores[name]
    assert scores.keys() == scenario.bars.keys()
    assert all(len(each) == len(SEEDS) for each in scores.values())
    assert scenario.claims
    assert holds(scenario, scores), f"measure it again (python -m benchmarks.scenarios {name}), or tell another story"


def test_a_claim_that_fails_with_one_seed_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    name = next(iter(SCENARIOS))
    claim, *_ = SCENARIOS[name].claims
    scores = dict(measured().scores[name])
    no_better = scores | {claim.one: (*scores[claim.one][:-1], scores[claim.other][-1])}
    assert not holds(SCENARIOS[name], no_better)
    monkeypatch.setitem(measured().scores, name, no_better)
    assert name not in told()


@pytest.mark.parametrize(
    ("claims", "one", "true"),
    [
        (longer("one", "other"), (0.6, 0.7), True),
        (longer("one", "other"), (0.6, 0.5), False),
        (alike("one", "other"), (0.52, 0.48), True),
        (alike("one", "other"), (0.5, 0.46), False),
        (undecided("one", "other"), (0.6, 0.4), True),
        (undecided("one", "other"), (0.6, 0.7), False),
        (undecided("one", "other"), (0.4, 0.3), False),
    ],
)
def test_a_claim_says_what_it_says_of_every_seed(claims: tuple, one: tuple[float, ...], true: bool) -> None:
    assert [claim.holds({"one": one, "other": (0.5, 0.5)}) for claim in claims] == [true]


@pytest.mark.parametrize("name", SCENARIOS)
def test_its_runs_can_start_and_are_all_shown(name: str) -> None:
    scenario = SCENARIOS[name]
    for run in scenario.runs.values():
        assert run.validate(data.info(run.dataset).classes) == []
        assert run.seed == OWN_SEED
    assert scenario.shown in scenario.runs
    assert {bar.run for bar in scenario.bars.values()} == set(scenario.runs)
    assert {bar.measure for bar in scenario.bars.values()} <= set(MEASURES)
    assert OWN_SEED not in SEEDS


@pytest.mark.parametrize("name", SCENARIOS)
def test_its_sentence_has_the_measured_means(name: str) -> None:
    scores = dict.fromkeys(SCENARIOS[name].bars, (0.125,) * 3)
    said = words.figures(name, scores)
    assert "12 %" in said
    assert "{" not in said
    assert words.TITLES[name]
    assert words.WATCH[name]
    assert all(words.BARS[f"{name}.{bar}"] for bar in SCENARIOS[name].bars)


def test_own_runs_are_laid_over_the_bars_that_they_belong_to() -> None:
    scenario = SCENARIOS["uneven"]
    state = RunState(
        "run", replace(scenario.runs["even"], baselines="after"), rounds=(finished(0, 0.1), finished(1, 0.7))
    )
    other_seed = replace(state, config=replace(state.config, seed=0))
    assert own_scores(scenario, [state]) == {"even": 0.7}
    assert own_scores(scenario, [other_seed]) == {}
    frame = scenario_frame(scenario, {"even": (0.5, 0.7), "uneven": (0.1, 0.3)}, {"even": 0.7})
    assert list(frame["bar"]) == list(scenario.bars)
    assert frame.set_index("bar").loc["even"].tolist() == pytest.approx([0.6, 0.5, 0.7, 0.7])
    assert frame.set_index("bar")["yours"].isna()["uneven"]
