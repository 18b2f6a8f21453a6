"""The runs that the attack is compared on, what was found in them, and the sentences, tables and chart made of it."""

from dataclasses import replace

import pytest
from tiny import attacked, finished, started

from fedsim.analysis.intervals import of_share
from fedsim.charts.attack import DASHES, colors, describe_roc, roc_chart
from fedsim.charts.contrast import contrast
from fedsim.charts.palette import POOLED_COLOR, TOGETHER_COLOR
from fedsim.export.pictures import DARK_INK, INK
from fedsim.privacy.accounting import Spent, epsilon
from fedsim.privacy.mechanisms import releases
from fedsim.privacy.membership import dp_bound
from fedsim.runs.membership_runs import (
    BOUND,
    CLIPPED,
    CURVE_COLUMNS,
    GUESSING,
    KINDS,
    PLAIN,
    PRIVATE,
    Found,
    by_kind,
    comparison,
    curve_frame,
    is_done,
    planned_epsilon,
    results,
)
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import OCT_CLASSES, SimulationConfig
from fedsim.settings.presets import PRESETS
from fedsim.text.membership import TITLES, certain_ones, details, headline, table
from fedsim.text.models import labelled
from fedsim.text.pages.privacy.attack import what_it_shows

CONFIGS = comparison(SimulationConfig(), 1.0)


def run(kind: str, *, accuracy: float = 0.6, auc: float | None = 0.75, target: str = "global", **more) -> RunState:
    """A run of two hospitals after one round; a private one has spent 2 for hospital A and 3 for B."""
    last = finished(1, accuracy)
    if kind == PRIVATE:
        a, b = (replace(h, epsilon=e, delta=1e-4) for h, e in zip(last.hospitals, (2.0, 3.0), strict=True))
        last = replace(last, epsilon=3.0, delta=1e-4, hospitals=(a, b))
    state = RunState(kind, CONFIGS[kind], Status.FINISHED, info=started(), rounds=(finished(0), last))
    return replace(state, attacks=(attacked("update", "A", auc), attacked("global", "A", 0.5)), **more)


def found(kind: str, auc: float | None, accuracy: float = 0.6) -> Found:
    spent = Spent(40.0, 1e-4) if kind == PRIVATE else None
    right = round(100 * accuracy)
    last = replace(finished(1, accuracy), confusion_matrix=((right, 100 - right), (100 - right, right)))
    return Found(attacked("update", "A", auc), last, 4, spent)


def found_for_certain(kind: str, share: float) -> Found:
    each = found(kind, 0.75)
    low, high = of_share(share, 100)
    return replace(each, attacked=replace(each.attacked, tpr_at_1_percent_fpr=share, found_low=low, found_high=high))


@pytest.mark.parametrize("preset", list(PRESETS))
@pytest.mark.parametrize("dp", ["none", "central"])
def test_the_runs_are_valid_and_differ_in_privacy_alone(preset: str, dp: str) -> None:
    base = replace(PRESETS[preset], weights="none", dp=dp, target_epsilon=3.0 if dp != "none" else None)
    configs = comparison(base, 2.0)
    assert list(configs) == list(KINDS)
    assert [config.validate(OCT_CLASSES) for config in configs.values()] == [[]] * 3
    assert len({replace(config, dp="none", noise_multiplier=0.0) for config in configs.values()}) == 1
    told = [(config.dp, config.noise_multiplier) for config in configs.values()]
    assert told == [("none", 0.0), ("record", 0.0), ("record", 2.0)]
    kept = ("dataset", "size", "model", "lr", "seed", "engine", "device")
    assert all(getattr(configs[PLAIN], name) == getattr(base, name) for name in kept)


def test_the_epsilon_that_is_announced_is_that_of_a_full_hospital() -> None:
    config = CONFIGS[PRIVATE]
    (one,) = releases(config, [100])
    assert planned_epsilon(config) == epsilon(one, config.rounds)
    assert planned_epsilon(comparison(SimulationConfig(), 4.0)[PRIVATE]) < planned_epsilon(config)


def test_a_run_counts_once_the_shared_model_is_attacked() -> None:
    assert is_done(run(PLAIN))
    assert not is_done(replace(run(PLAIN), attacks=(attacked("update", "A"),)))


def test_of_runs_alike_the_attacked_goes_first_then_the_live_then_the_newest() -> None:
    done = run(PLAIN)
    live = replace(done, id="live", attacks=(), status=Status.RUNNING)
    stopped = replace(done, id="stopped", attacks=(), status=Status.STOPPED)
    older = replace(stopped, id="older")
    assert by_kind(CONFIGS, [stopped, live, done]) == {PLAIN: done}
    assert by_kind(CONFIGS, [stopped, live, older]) == {PLAIN: live}
    assert by_kind(CONFIGS, [stopped, older]) == {PLAIN: stopped}
    assert by_kind(CONFIGS, [replace(done, config=replace(done.config, seed=9))]) == {}


def test_results_are_of_the_target_and_the_hospital_with_its_own_promise() -> None:
    there = results({PLAIN: run(PLAIN), PRIVATE: run(PRIVATE, auc=0.55)}, "update", "A")
    assert [(kind, each.attacked.auc, each.spent) for kind, each in there.items()] == [
        (PLAIN, 0.75, None),
        (PRIVATE, 0.55, Spent(2.0, 1e-4)),
    ]
    assert results({PLAIN: run(PLAIN)}, "global", "A")[PLAIN].attacked.auc == 0.5
    assert results({PLAIN: run(PLAIN)}, "update", "B") == {}


def test_the_curves_are_the_attacks_and_the_bound_is_the_promises() -> None:
    frame = curve_frame(results({PLAIN: run(PLAIN), PRIVATE: run(PRIVATE)}, "update", "A"))
    assert list(frame) == CURVE_COLUMNS
    assert list(frame["series"].unique()) == [PLAIN, PRIVATE, BOUND, GUESSING]
    one = frame[frame["series"] == PLAIN]
    assert list(zip(one["fpr"], one["tpr"], strict=True)) == [(0, 0), (0.5, 1), (1, 1)]
    bound, expected = frame[frame["series"] == BOUND], dp_bound(2.0, 1e-4)
    assert (tuple(bound["fpr"]), tuple(bound["tpr"])) == (expected.fpr, expected.tpr)
    other = curve_frame(results({PLAIN: run(PLAIN, auc=0.7)}, "update", "A"))
    assert frame["shown"].iloc[0] != other["shown"].iloc[0]
    assert curve_frame({}).empty


def test_only_what_has_a_promise_has_a_bound() -> None:
    frame = curve_frame(results({PLAIN: run(PLAIN), CLIPPED: run(CLIPPED)}, "update", "A"))
    assert BOUND not in set(frame["series"])


def test_the_table_leaves_out_what_could_not_be_attacked() -> None:
    rows = table({PLAIN: found(PLAIN, 0.75), CLIPPED: found(CLIPPED, None), PRIVATE: found(PRIVATE, 0.55, 0.3)})
    assert list(rows["run"]) == ["No privacy", "Record-level privacy"]
    assert list(rows["found"]) == ["4 % (1–14)", "4 % (1–14)"]
    assert list(rows["epsilon"]) == ["no guarantee", "40"]
    assert list(rows["auc"]) == ["0.75 (0.67–0.83)", "0.55 (0.47–0.63)"]
    assert list(rows["accuracy"]) == [0.6, 0.3]


def test_the_headline_says_what_privacy_hides_and_costs() -> None:
    text = headline({PLAIN: found(PLAIN, 0.75, 0.7), PRIVATE: found(PRIVATE, 0.6, 0.5)})
    assert text == (
        "Without privacy, the attacker ranks a scan that was used above one that was not in 75 of 100 cases (50 is "
        "guessing); with record-level privacy (ε = 40) in 60. The price: the shared model's accuracy falls from 70 % "
        "to 50 %."
    )


@pytest.mark.parametrize(
    ("plain", "private", "says"),
    [
        ((0.75, 0.7), (0.55, 0.5), "in 55, within chance of guessing. The price"),
        ((0.75, 0.7), (0.72, 0.5), "The two are too close to tell apart"),
        ((0.52, 0.7), (0.51, 0.5), "Membership inference only guesses"),
        ((0.52, 0.7), (0.40, 0.5), "proves no privacy"),
        ((0.75, 0.7), (0.55, 0.26), "close to guessing among four classes"),
        ((0.75, 0.6), (0.55, 0.6), "is 60 % without and 60 % with privacy: no more than chance."),
        ((0.75, 0.6), (0.55, 0.58), "is 60 % without and 58 % with privacy: no more than chance."),
        ((0.75, 0.5), (0.55, 0.8), "does not suffer: 50 % without, 80 % with"),
    ],
)
def test_the_headline_is_right_whatever_came_out(plain: tuple, private: tuple, says: str) -> None:
    assert says in headline({PLAIN: found(PLAIN, *plain), PRIVATE: found(PRIVATE, *private)})


def test_the_headline_says_what_is_there() -> None:
    assert headline({}) == headline({PRIVATE: found(PRIVATE, 0.6)}) == headline({PLAIN: found(PLAIN, None)}) == ""
    assert headline({PLAIN: found(PLAIN, 0.75)}).endswith("in 75 of 100 cases (50 is guessing).")
    assert headline({PLAIN: found(PLAIN, 0.55)}).endswith("(50 is guessing), within chance of guessing.")


@pytest.mark.parametrize(("auc", "says"), [(0.6, "already blunts"), (0.7, "does not stop"), (0.9, "does not stop")])
def test_what_clipping_does_is_told_by_its_interval(auc: float, says: str) -> None:
    (line,) = details({PLAIN: found(PLAIN, 0.75), CLIPPED: found(CLIPPED, auc)}, None)
    assert says in line
    assert "promises nothing" in line


@pytest.mark.parametrize(
    ("bound", "says"),
    [
        (
            0.999999,
            "with ε = 40, whoever guesses membership may be right up to 100 of 100 times: practically nothing is "
            "promised.",
        ),
        (0.8, "area above 0.80."),
    ],
)
def test_the_bound_is_a_promise_and_says_when_it_is_a_weak_one(bound: float, says: str) -> None:
    each = found(PRIVATE, 0.55)
    (line,) = details({PRIVATE: replace(each, spent=Spent(40.0 if bound > 0.99 else 2.0, 1e-4))}, bound)
    assert "a promise and not a prediction" in line
    assert says in line


@pytest.mark.parametrize(("plain", "private", "says"), [(0.04, 0.07, "no difference"), (0.4, 0.07, "more than chance")])
def test_a_difference_within_its_interval_is_said_to_be_none(plain: float, private: float, says: str) -> None:
    both = {PLAIN: found_for_certain(PLAIN, plain), PRIVATE: found_for_certain(PRIVATE, private)}
    assert says in certain_ones(both)
    assert certain_ones(both) in details(both, 0.9)
    assert certain_ones({PLAIN: both[PLAIN]}) == ""


def test_without_an_interval_a_share_is_not_compared() -> None:
    """Runs of earlier versions have none."""
    old = {kind: found_for_certain(kind, share) for kind, share in ((PLAIN, 0.4), (PRIVATE, 0.07))}
    old = {
        kind: replace(each, attacked=replace(each.attacked, found_low=None, found_high=None))
        for kind, each in old.items()
    }
    assert certain_ones(old) == ""
    assert list(table(old)["found"]) == ["40 %", "7 %"]


def test_it_says_what_it_does_not_show() -> None:
    text = " ".join(what_it_shows())
    assert "proves no privacy" in text
    assert "lower bound" in text
    assert "average" in text


def test_both_axes_are_shares_and_every_line_has_its_colour() -> None:
    spec = roc_chart(labelled(curve_frame({PLAIN: found(PLAIN, 0.75)}), TITLES, "series"), "#123456").to_dict()
    for channel in ("x", "y"):
        assert spec["encoding"][channel]["scale"]["domain"] == [0, 1]
    assert (
        spec["encoding"]["color"]["scale"]["domain"]
        == [*KINDS, BOUND, GUESSING]
        == list(colors("#123456"))
        == list(DASHES)
        == list(TITLES)
    )
    assert roc_chart(curve_frame({}), "#123456").to_dict()["encoding"]["x"]["scale"]["domain"] == [0, 1]


def test_no_two_lines_look_alike_and_the_legend_shows_colour_and_dash() -> None:
    encoding = roc_chart(curve_frame({}), INK).to_dict()["encoding"]
    ranges = [encoding[channel]["scale"]["range"] for channel in ("color", "strokeDash")]
    assert len({(color, tuple(dash)) for color, dash in zip(*ranges, strict=True)}) == len(TITLES)
    assert encoding["color"]["legend"] == encoding["strokeDash"]["legend"]


@pytest.mark.parametrize(("ink", "page"), [(INK, "#ffffff"), (DARK_INK, "#171614")])
def test_every_line_has_the_one_meaning_of_its_colour_and_stands_out(ink: str, page: str) -> None:
    used = colors(ink)
    assert set(used.values()) == {ink, TOGETHER_COLOR, POOLED_COLOR}
    assert {used[PRIVATE], used[BOUND]} == {TOGETHER_COLOR}
    assert all(contrast(color, page) >= 3 for color in used.values())


def test_the_chart_in_words() -> None:
    assert describe_roc([(TITLES[PLAIN], 0.75), (TITLES[PRIVATE], 0.5)], "Hospital A's update") == (
        "ROC curves of the membership test of Hospital A's update. Area under the curve, where 0.5 is guessing: "
        "No privacy 0.75, Record-level privacy 0.50."
    )
    assert describe_roc([], "it").endswith("no run yet.")
