"""The Privacy page's charts and sentences: drawn from any table, and honest about what has no epsilon."""

from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd
import pytest
from tiny import finished, started

from fedsim.analysis.clipping_frames import clipping_frame, norm_frame
from fedsim.charts import HOSPITAL_COLORS, axes, top
from fedsim.charts import clipping as clipping_charts
from fedsim.charts import cost as cost_charts
from fedsim.charts import lengths as length_charts
from fedsim.events import RoundFinished
from fedsim.runs.state import RunState
from fedsim.runs.sweep import CLIPPED, NOISY, PLAIN, cost_frame
from fedsim.settings.config import SimulationConfig
from fedsim.text import privacy as privacy_words

HOSPITALS = ("A", "B")
MANY = tuple("ABCDEFGHI")
ENDS = length_charts.Lengths((0.0, 3.0), (1.0, 3.0))


def cost(*noisy: tuple[float, float, float], plain: float | None = 0.875, clipped: float | None = 0.75) -> pd.DataFrame:
    """A sweep's table from (noise, epsilon, accuracy) and the two references."""
    none = float("nan")
    rows = [] if plain is None else [(PLAIN, none, none, none, plain, plain, plain, none, 1, True, 9)]
    rows += [] if clipped is None else [(CLIPPED, 0.0, none, none, clipped, clipped, clipped, none, 1, False, 9)]
    rows += [(NOISY, noise, eps, 0.01, acc, acc - 0.1, acc + 0.1, 0.02, 2, False, 9) for noise, eps, acc in noisy]
    return pd.DataFrame(rows, columns=cost_frame([]).columns)


def noisy_round(number: int, ratio: float | None = 0.25, share: float = 0.5) -> RoundFinished:
    round = finished(1)
    rows = tuple(
        replace(round.hospitals[0], name=name, update_norm=norm, clip_norm=1.0, clipped=place < share * 2)
        for place, (name, norm) in enumerate(zip(HOSPITALS, (2.0, 4.0), strict=True))
    )
    std = None if ratio is None else 0.1
    return replace(round, round=number, hospitals=rows, clip_norm=1.0, noise_std=std, signal_to_noise=ratio)


ROUNDS = [finished(0), noisy_round(1), noisy_round(2)]
CHARTS = {
    "cost": (lambda frame: cost_charts.cost_chart(frame, (1.0, 1000.0), "#000"),
             cost_charts.cost_chart_frame(cost((0.1, 100.0, 0.5), (1.0, 10.0, 0.25)))),
    "norms": (lambda frame: length_charts.norms_chart(frame, HOSPITALS, 5, ENDS), norm_frame(ROUNDS)),
    "norms of many": (lambda frame: length_charts.norms_chart(frame, MANY, 5, ENDS),
                      length_charts.marks(norm_frame(ROUNDS), len(MANY), ENDS)),
    "share": (lambda frame: clipping_charts.share_chart(frame, 5), clipping_frame(ROUNDS)),
    "signal": (lambda frame: clipping_charts.signal_chart(frame, 5, (0.1, 10.0), "#000"), clipping_frame(ROUNDS)),
}  # fmt: skip


def fields(spec: object) -> set[str]:
    """Every field that a specification draws from."""
    if isinstance(spec, dict):
        own = {spec["field"]} if isinstance(spec.get("field"), str) else set()
        return own.union(*map(fields, spec.values()))
    return set().union(*map(fields, spec)) if isinstance(spec, list) else set()


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_draws_columns_that_its_table_has_and_the_same_ones_when_empty(name: str) -> None:
    build, frame = CHARTS[name]
    made_up = {"text", "start", "end", "low", "high", "updates", "rounds", "called"}
    for each in (frame, frame.iloc[:0], pd.DataFrame()):
        spec = build(each).to_dict()
        assert fields(spec) - made_up <= set(frame.columns)


def layers(chart: alt.LayerChart) -> list[dict]:
    return chart.to_dict()["layer"]


def test_only_noise_with_a_promise_has_a_place_on_the_epsilon_axis() -> None:
    build, frame = CHARTS["cost"]
    on_axis = [layer for layer in layers(build(frame)) if "field" in layer["encoding"].get("x", {})]
    assert on_axis
    for layer in on_axis:
        assert layer["encoding"]["x"]["field"] == "epsilon"
        assert {"filter": f"datum.kind == '{NOISY}'"} in layer["transform"]


def test_accuracy_goes_from_0_to_1_and_epsilon_is_logarithmic_with_a_fixed_end() -> None:
    build, frame = CHARTS["cost"]
    for layer in layers(build(frame)):
        y, x = layer["encoding"]["y"], layer["encoding"].get("x", {})
        assert y["scale"]["domain"] == [0, 1]
        if "field" in x:
            assert (x["scale"]["type"], x["scale"]["domain"]) == ("log", [1.0, 1000.0])
            assert x["axis"]["values"] == [1, 10, 100, 1000]


def test_what_is_written_says_the_mean_its_spread_and_that_there_is_no_guarantee() -> None:
    frame = CHARTS["cost"][1]
    assert frame["label"].tolist()[:2] == ["No privacy 88 %", "Clipped, no noise: no guarantee 75 %"]
    assert frame["said"].tolist() == ["87.5 %", "75.0 %", "50.0 % ± 2.0", "25.0 % ± 2.0"]
    assert frame.columns[-1] == "runs"


def test_hospitals_keep_their_colours_and_many_are_counted() -> None:
    dots = layers(length_charts.norms_chart(norm_frame(ROUNDS), HOSPITALS, 5, ENDS))[0]
    assert dots["encoding"]["color"]["scale"] == {"domain": ["A", "B"], "range": list(HOSPITAL_COLORS[:2])}
    bins = layers(CHARTS["norms of many"][0](CHARTS["norms of many"][1]))[0]
    assert bins["encoding"]["color"]["field"] == "updates"


def test_updates_of_many_are_counted_in_bins_that_hold_each_once() -> None:
    norms = pd.DataFrame({"norm": [0.0, 0.1, 2.9, 3.0, 1.5], "clip_norm": 1.0, "round": [1, 1, 1, 1, 2]})
    bins = length_charts.marks(norms, 9, length_charts.Lengths((0.0, 3.0), (0.0, 3.0)))
    assert bins["updates"].sum() == len(norms)
    assert bins.groupby("round")["updates"].sum().tolist() == [4, 1]
    assert (bins["low"].min(), round(bins["high"].max(), 9)) == (0.0, 3.0)  # the greatest length is in the last bin
    assert bins["low"].nunique() <= length_charts.NORM_BINS
    assert length_charts.marks(norms, 2, ENDS) is norms


def test_the_signals_axis_has_room_around_1() -> None:
    assert clipping_charts.signal_range(clipping_frame([])) == (0.1, 10.0)
    assert clipping_charts.signal_range(clipping_frame([noisy_round(1, 0.02)])) == (0.01, 10.0)
    assert clipping_charts.signal_range(clipping_frame([noisy_round(1, 300.0)])) == (0.1, 1000.0)


def test_lengths_have_an_axis_of_round_numbers_that_holds_them_all() -> None:
    frame = norm_frame(ROUNDS)
    assert {*frame["norm"].dropna(), *frame["clip_norm"].dropna()} == {1.0, 2.0, 4.0}
    assert length_charts.lengths(frame, 2) == ((0, 4), (2, 4))
    far = frame.assign(norm=frame["norm"] + 100, clip_norm=99.0)
    assert length_charts.lengths(far, 9) == ((99, 104), (102, 104))
    assert length_charts.lengths(norm_frame([]), 2) == length_charts.lengths(norm_frame([]), 9) == ((0, 1), (0, 1))
    assert length_charts.lengths(frame.assign(norm=2.0, clip_norm=2.0), 9) == ((2, 3), (2, 3))


@pytest.mark.parametrize(
    ("values", "end"), [([], 1), ([0.0], 1), ([1.0], 1), ([1.39, 0.2], 1.5), ([0.30001], 0.4), ([99], 100)]
)
def test_an_axis_ends_at_the_first_round_number_above(values: list[float], end: float) -> None:
    assert top(values) == pytest.approx(end)


def test_charts_say_in_words_what_they_show() -> None:
    assert cost_charts.describe_cost(CHARTS["cost"][1]) == (
        "Test accuracy against epsilon: ε 10 (noise 1) 25 %, ε 100 (noise 0.1) 50 %, without privacy 88 %, clipped "
        "without noise 75 %."
    )
    assert "from 2 to 4. The clip norm is 1." in length_charts.describe_norms(norm_frame(ROUNDS))
    assert "50 % at first, 50 % now" in clipping_charts.describe_clipping(
        clipping_frame([noisy_round(1), noisy_round(2)])
    )  # fmt: skip
    assert "0.25 at first, 0.25 now" in clipping_charts.describe_signal(clipping_frame(ROUNDS))


def test_nothing_yet_is_said_so() -> None:
    assert "no run is done yet" in cost_charts.describe_cost(cost_frame([]))
    assert "no round is finished yet" in length_charts.describe_norms(norm_frame([]))
    assert "none yet" in clipping_charts.describe_clipping(clipping_frame([]))
    assert "no noise yet" in clipping_charts.describe_signal(clipping_frame([noisy_round(1, None)]))


def test_no_headline_without_a_reference_or_a_promise() -> None:
    assert privacy_words.headline(cost((0.1, 100.0, 0.5), plain=None)) is None
    assert privacy_words.headline(cost()) is None


@pytest.mark.parametrize(
    ("noisy", "says"),
    [
        ([(0.1, 5000.0, 0.5)], "No noise that was tried leaves accuracy within 5 points of no privacy (88 %). At noise "
         "0.1 (ε = 5,000) it is 50 %."),
        ([(0.01, 9310.0, 0.85), (0.1, 93.0, 0.5)], "Accuracy stays within 5 points of no privacy (88 %) only where "
         "practically nothing is promised: at best ε = 9,310 (noise 0.01), with which whoever guesses membership may "
         "be right up to 100 of 100 times. At noise 0.1 (ε = 93) it is 50 %."),
        ([(0.5, 21.0, 0.85), (1.0, 3.354, 0.85), (2.0, 1.08, 0.5)], "Down to ε = 3.35 (noise 1) accuracy stays within "
         "5 points of no privacy (88 %); with that, whoever guesses membership may be right at most 97 of 100 "
         "times. At noise 2 (ε = 1.08) it is 50 %."),
        ([(1.0, 3.0, 0.85)], "Down to ε = 3 (noise 1, the strongest noise that was tried) accuracy stays within 5 "
         "points of no privacy (88 %); with that, whoever guesses membership may be right at most 96 of 100 times."),
        ([(0.5, 21.0, 0.5), (1.0, 3.0, 0.875)], "No noise that was tried leaves accuracy within 5 points of no privacy "
         "(88 %). At noise 0.5 (ε = 21) it is 50 %."),
    ],
)  # fmt: skip
def test_the_headline_names_where_accuracy_falls(noisy: list, says: str) -> None:
    assert privacy_words.headline(cost(*noisy)) == says


def run(accuracy: float, matrix: tuple, noise: float = 0.0) -> RunState:
    dp = "central" if noise else "none"
    last = replace(finished(1, accuracy), confusion_matrix=matrix, epsilon=617.4 if noise else None)
    state = RunState("id", SimulationConfig(rounds=1, dp=dp, noise_multiplier=noise))
    for event in (started(), finished(0), last):
        state = state.after(event, 0.0)
    return state


GOOD = ((9, 1), (1, 9))


@pytest.mark.parametrize(
    ("matrix", "says"),
    [
        (((0, 10), (0, 10)), "; their model calls 100 % of the images b, where 50 % are."),
        (((6, 4), (4, 6)), "; of a their model finds 60 % instead of 90 %."),
        (GOOD, "."),
    ],
)
def test_the_strongest_noise_is_told_by_what_its_model_says_too_often(matrix: tuple, says: str) -> None:
    text = privacy_words.strongest(run(0.9, GOOD), run(0.5, matrix, 0.3))
    assert text == f"With noise 0.3 (ε = 617) the hospitals reach 50 % instead of 90 % (seed 0){says}"


def guidance(rounds: list[RoundFinished], dp: str = "central") -> str:
    return " ".join(privacy_words.clip_guidance(norm_frame(rounds), clipping_frame(rounds), dp))


def test_a_clip_norm_is_judged_by_how_many_updates_it_shortens() -> None:
    assert guidance([finished(0)]) == ""
    assert "Half of the updates are 1.5 or longer: a clip norm near that would clip half" in guidance([finished(1)])
    for share, number in ((0.0, 0), (1.0, 100)):
        says = f"The clip norm of 1 shortens {number} % of the updates. One near 3 would shorten half"
        assert says in guidance([noisy_round(1, share=share)])
    assert "shortens 50 % of the updates: near the half that" in guidance([noisy_round(1, share=0.5)])


def test_a_clip_norm_that_adapts_is_told_as_a_way() -> None:
    rounds = [noisy_round(1), replace(noisy_round(2), clip_norm=2.5)]
    assert "the clip norm went from 1 to 2.5" in guidance(rounds, "central-adaptive")


def test_clipping_and_noise_are_told_of_the_last_three_rounds() -> None:
    rounds = [noisy_round(1, 9.0, share=1.0), *(noisy_round(number, 0.25, share=0.5) for number in (2, 3, 4))]
    assert "In the last 3 rounds, 50 % of the updates were clipped." in guidance(rounds)
    assert "the noise is 4 times as long as the average update (a signal-to-noise ratio of 0.25)" in guidance(rounds)
    assert "In the last round, the average update is 9 times as long as the noise" in guidance(rounds[:1])
    assert "noise is" not in guidance([noisy_round(1, None)])


def test_noise_drowns_the_signal_only_where_little_is_learnt() -> None:
    assert "Noise drowns the signal" in guidance([noisy_round(1, 0.1)])
    assert "There is more noise than signal" in guidance([noisy_round(1, 0.7)])


def test_numbers_keep_three_digits() -> None:
    assert [privacy_words.short(each) for each in (0.08358, 1.0817, 88.89, 617.4, 55053.7)] == [
        "0.0836", "1.08", "88.9", "617", "55,100",
    ]  # fmt: skip
    assert np.isclose(float(privacy_words.short(123456.0).replace(",", "")), 123000)


def test_powers_of_ten_have_their_thousands_grouped_as_on_every_other_axis() -> None:
    assert "format(datum.value, ',~g')" in axes.SHORT
    assert "10000 " not in axes.SHORT, "10,000 is written out elsewhere"
