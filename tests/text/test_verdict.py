"""The verdict on hand-made results of every kind."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, t

from fedsim.analysis.evidence import Gap, Kind, compare
from fedsim.analysis.keys import POOLED
from fedsim.events import BaselineFinished, Epoch, HospitalInfo, HospitalRound, Matrix, RoundFinished, Started
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import OCT_CLASSES, Hospital, SimulationConfig
from fedsim.settings.presence import Never
from fedsim.settings.shift import Blur
from fedsim.settings.stop_at import AtTarget
from fedsim.settings.strategy import FedBN
from fedsim.text import format as wording
from fedsim.text import verdict_certainty as certainty
from fedsim.text import verdict_sentences as sentences
from fedsim.text.models import title
from fedsim.text.runs import left_out
from fedsim.text.tested import all_classes, line_over_all, on_all_classes
from fedsim.text.verdict import Verdict, finds, verdict_of

UNSEEN = {"A": ("DME",), "B": ("DRUSEN",), "C": ("CNV",)}
ONE_SEED = "one seed shows nothing of the spread between seeds."

TOGETHER = (0.90, 0.77, 0.80, 0.89)
ALONE = {"A": (0.93, 0.0, 0.95, 0.96), "B": (0.82, 0.70, 0.0, 0.92), "C": (0.02, 0.78, 0.80, 0.92)}
"""Recalls of CNV, DME, DRUSEN, NORMAL, 250 test images each: 84 % together; alone 71 %, 61 % and 63 %."""


def matrix(recalls: Sequence[float], images: Sequence[int]) -> Matrix:
    """What is not found is taken for the next class."""
    counts = np.zeros((len(images), len(images)), dtype=int)
    for cls, (recall, number) in enumerate(zip(recalls, images, strict=True)):
        counts[cls, cls] = hits = round(recall * number)
        counts[cls, (cls + 1) % len(images)] += number - hits
    return tuple(tuple(int(count) for count in row) for row in counts)


def accuracy(counts: Matrix) -> float:
    return sum(counts[i][i] for i in range(len(counts))) / sum(map(sum, counts))


def after_round(round: int, counts: Matrix, names: Sequence[str], absent: dict[str, str]) -> RoundFinished:
    hospitals = tuple(HospitalRound(n, round > 0 and n not in absent, absent.get(n, "ok")) for n in names)
    share = accuracy(counts)
    return RoundFinished(round, 0.1, 1.0, share, share - 0.01, share - 0.02, 0.9, counts, None, 1, 1, hospitals)


def baseline(hospital: str | None, counts: Matrix, epochs: int) -> BaselineFinished:
    share = accuracy(counts)
    each = tuple(Epoch(i + 1, share, share, share) for i in range(epochs))
    return BaselineFinished(hospital, 9, each, 1.0, False, 1.0, share, share - 0.01, share - 0.02, 0.9, counts)


def run(
    together: Sequence[float] = TOGETHER,
    alone: dict[str, Sequence[float]] = ALONE,
    pooled: Sequence[float] | None = None,
    unseen: dict[str, tuple[str, ...]] = UNSEEN,
    rounds_done: int = 10,
    status: Status = Status.FINISHED,
    images: Sequence[int] = (250,) * 4,
    absent: dict[int, dict[str, str]] | None = None,
    classes: tuple[str, ...] = OCT_CLASSES,
    made_by: str | None = "this version",
    **settings,
) -> RunState:
    """A run of the hospitals in `unseen`, built from its events; `absent` is round -> hospital -> status."""
    names = tuple(unseen)
    config = SimulationConfig(
        hospitals=tuple(Hospital(name, unseen[name]) for name in names), baselines="after", **settings
    )
    infos = tuple(HospitalInfo(n, unseen[n], 9, tuple(0 if c in unseen[n] else 3 for c in classes)) for n in names)
    events = [Started("toy", "Toy", True, classes, 90, 9, sum(images), infos, "cpu", 5, config.noise_multiplier)]
    events += [
        after_round(i, matrix(together, images), names, (absent or {}).get(i, {})) for i in range(rounds_done + 1)
    ]
    epochs = config.num_baseline_epochs
    events += [baseline(name, matrix(recalls, images), epochs) for name, recalls in alone.items()]
    events += [baseline(None, matrix(pooled, images), epochs)] if pooled else []
    state = RunState("id", config, made_by=made_by)
    for at, event in enumerate(events):
        state = state.after(event, float(at))
    return state.turned(status, 99.0)


def verdict(*runs: RunState) -> Verdict:
    found = verdict_of(runs)
    assert found is not None
    return found


def flat(share: float) -> tuple[float, ...]:
    return (share,) * 4


def seeds(pairs: Sequence[tuple[float, float]], **options) -> list[RunState]:
    """Runs of seeds 0, 1, ... with an accuracy together and one of A alone; B and C are far behind."""
    return [
        run(flat(together), {"A": flat(a), "B": flat(0.3), "C": flat(0.2)}, seed=seed, **options)
        for seed, (together, a) in enumerate(pairs)
    ]


NONE_UNSEEN: dict[str, tuple[str, ...]] = {"A": (), "B": (), "C": ()}


def test_federation_helps() -> None:
    found = verdict(run())
    assert found.kind is Kind.HELPS
    assert found.headline == (
        "Together the hospitals reach 84 % on all four classes; the best of them alone, Hospital A, reaches 71 %."
    )
    assert found.details == (
        "Hospital A has never seen DME and finds 0 % of it alone, 77 % together.",
        "Hospital B has never seen DRUSEN and finds 0 % of it alone, 80 % together.",
        "Hospital C has never seen CNV and finds 2 % of it alone, 90 % together.",
        f"With 1,000 test images, the difference to the best alone is 13 points, between 9 and 17 "
        "(95 % interval, allowing for the best of three being picked); "
        f"{ONE_SEED}",
    )
    assert found.seeds == (0,)
    assert found.text == " ".join([found.headline, *found.details])


def test_federation_does_not_help() -> None:
    found = verdict(run(flat(0.60), {"A": flat(0.71), "B": flat(0.41), "C": flat(0.44)}, unseen=NONE_UNSEEN))
    assert found.kind is Kind.HURTS
    assert found.headline == (
        "Together the hospitals reach 60 % on all four classes; "
        "the best of them alone, Hospital A, reaches 71 %, 11 points more."
    )
    assert found.details == (
        "Of the three hospitals that have trained alone, two do better together by more than chance.",
        f"With 1,000 test images, the difference to the best alone is 11 points, between 6 and 15 "
        "(95 % interval, allowing for the best of three being picked); "
        f"{ONE_SEED}",
    )


def test_a_difference_within_noise() -> None:
    found = verdict(run(flat(0.724), {"A": flat(0.716), "B": flat(0.70), "C": flat(0.70)}, unseen=NONE_UNSEEN))
    assert found.kind is Kind.WITHIN_NOISE
    assert found.headline == (
        "Together the hospitals reach 72.4 % on all four classes; "
        "the best of them alone, Hospital A, reaches 71.6 %: a difference that may be chance."
    )
    assert found.details == (
        "Of the three hospitals that have trained alone, none does better together by more than chance.",
        "With 1,000 test images, a difference of up to 3.9 points may be chance "
        f"(95 % interval, allowing for the best of three being picked); {ONE_SEED}",
    )


def test_hospitals_that_tie_for_the_best_are_all_named() -> None:
    found = verdict(run(flat(0.8), {"A": flat(0.8), "B": flat(0.8), "C": flat(0.4)}, unseen=NONE_UNSEEN))
    assert found.kind is Kind.WITHIN_NOISE
    assert found.headline == (
        "Together the hospitals reach 80 % on all four classes; "
        "the best of them alone, Hospital A and Hospital B, reach 80 %: no difference."
    )


def test_several_seeds_give_a_mean_a_spread_and_students_interval() -> None:
    pairs = [(0.82, 0.72), (0.84, 0.68), (0.86, 0.74)]
    found = verdict(*seeds(pairs, unseen=NONE_UNSEEN))
    assert (found.kind, found.seeds) == (Kind.HELPS, (0, 1, 2))
    assert found.headline == (
        "Together the hospitals reach 84 % ± 2 on all four classes; the best of them alone, Hospital A, "
        "reaches 71 % ± 3 (mean and standard deviation over 3 seeds)."
    )
    half = t.ppf(0.975, 2) * np.std([0.10, 0.16, 0.12], ddof=1) / 3**0.5
    assert half == pytest.approx(0.0759, abs=1e-4)
    picked = t.ppf(1 - 0.025 / 3, 2) * np.std([0.10, 0.16, 0.12], ddof=1) / 3**0.5
    assert picked == pytest.approx(0.1350, abs=1e-4)
    assert found.details == (
        "Seed by seed, the difference to the best alone is 13 points on average, between 5 and 26 "
        "(95 % interval, allowing for the best of three being picked).",
    )


def test_seeds_that_disagree_are_noise_though_each_alone_would_be_clear() -> None:
    pairs = [(0.84, 0.60), (0.60, 0.70), (0.80, 0.70)]
    assert [verdict(one).kind for one in seeds(pairs)] == [Kind.HELPS, Kind.HURTS, Kind.HELPS]
    found = verdict(*seeds(pairs, unseen=NONE_UNSEEN))
    assert found.kind is Kind.WITHIN_NOISE
    assert found.headline.endswith("(mean and standard deviation over 3 seeds): a difference that may be chance.")
    assert found.details[-1].endswith("being picked): too little to tell.")


def test_the_best_alone_is_the_best_on_average_and_not_of_each_seed() -> None:
    alone = [{"A": flat(0.70), "B": flat(0.60), "C": flat(0.1)}, {"A": flat(0.64), "B": flat(0.70), "C": flat(0.1)}]
    found = verdict(*(run(flat(0.72), each, seed=seed, unseen=NONE_UNSEEN) for seed, each in enumerate(alone)))
    assert "the best of them alone, Hospital A, reaches 67 %" in found.headline


@pytest.mark.parametrize("names", ["ABC", "BAC"])
def test_of_hospitals_that_tie_on_average_the_least_sure_decides(names: str) -> None:
    by_seed = [{"A": 0.70, "B": 0.60, "C": 0.1}, {"A": 0.70, "B": 0.80, "C": 0.1}]
    unseen: dict[str, tuple[str, ...]] = dict.fromkeys(names, ())
    runs = [
        run(flat(0.80), {name: flat(alone[name]) for name in names}, unseen=unseen, seed=seed)
        for seed, alone in enumerate(by_seed)
    ]
    assert verdict(*runs).kind is Kind.WITHIN_NOISE


def test_the_intervals_are_the_formulas() -> None:
    one, other = run(flat(0.84)).rounds[-1:], run(flat(0.71)).rounds[-1:]
    gap = compare(one, other)
    assert gap.mean == pytest.approx(0.13, abs=0.003)
    p, q = one[0].accuracy, other[0].accuracy
    assert gap.margin == pytest.approx(norm.ppf(0.975) * (p * (1 - p) / 1000 + q * (1 - q) / 1000) ** 0.5)
    never_moves = compare(one * 3, other * 3)
    assert never_moves.margin == pytest.approx(t.ppf(0.975, 2) * 0.001 / 3**0.5)


def test_only_runs_that_can_be_compared_count() -> None:
    first, second, third = seeds([(0.82, 0.72), (0.84, 0.68), (0.86, 0.74)])
    others = [
        run(seed=3, rounds_done=9),
        run(seed=4, alone={"A": flat(0.7)}),
        run(seed=5, lr=0.1),
        run(flat(0.3), {"A": flat(0.9), "B": flat(0.3), "C": flat(0.2)}, seed=1),  # seed 1 is there already
    ]
    found = verdict(first, second, *others, third)
    assert found.seeds == (0, 1, 2)
    assert found.details[-1] == (
        "Only three of seven runs could be compared: the others are not complete, or differ in more than the seed."
    )
    assert found == replace(verdict(first, second, third), details=found.details)


def test_the_engine_and_when_hospitals_train_alone_do_not_keep_it_from_being_compared() -> None:
    first, second = seeds([(0.82, 0.72), (0.84, 0.68)])
    assert verdict(first, replace(second, config=replace(second.config, engine="ray", baselines="beside"))).seeds == (
        0,
        1,
    )


@pytest.mark.parametrize("made_by", ["another version", None])
def test_what_another_version_made_does_not_count_and_is_told(made_by: str | None) -> None:
    first, second, third = seeds([(0.82, 0.72), (0.84, 0.68), (0.83, 0.70)])
    found = verdict(first, replace(second, made_by=made_by), third)
    assert found.seeds == (0, 2)
    assert left_out(1) in found.details
    assert "could be compared" not in found.text
    assert left_out(1) not in verdict(first, second, third).details


def test_runs_that_nobody_knows_the_version_of_stand_alone() -> None:
    first, second = seeds([(0.82, 0.72), (0.84, 0.68)], made_by=None)
    found = verdict(first, second)
    assert (found.seeds, left_out(1) in found.details) == ((0,), True)


def test_what_would_not_have_counted_is_not_said_to_be_left_out() -> None:
    first, second = seeds([(0.82, 0.72), (0.84, 0.68)])
    short = run(rounds_done=4, seed=5, made_by="another version")
    assert left_out(1) not in verdict(first, second, short, replace(second, made_by=None)).text


def test_a_first_run_that_is_not_complete_stands_alone() -> None:
    first, second = seeds([(0.82, 0.72), (0.84, 0.68)])
    found = verdict(run(rounds_done=4, status=Status.STOPPED, seed=9), first, second)
    assert found.seeds == (9,)
    assert found.rows[0].spread is None


def test_a_blind_spot_that_stays() -> None:
    found = verdict(run((0.9, 0.0, 0.8, 0.9), {"A": (0.9, 0.0, 0.8, 0.9)}, unseen={"A": ("DME",), "B": ()}))
    assert found.details[0] == "Hospital A has never seen DME and finds 0 % of it alone and 0 % together."


def test_blind_spots_of_several_classes_and_of_many_hospitals() -> None:
    unseen = {"A": ("CNV", "DME"), "B": ("CNV", "DME", "DRUSEN"), "C": ("DME",), "Hospital 4": ("DME",), "E": ()}
    alone = {"A": (0, 0.1, 0.9, 0.9), "B": (0, 0, 0, 1), "C": flat(0.75), "Hospital 4": flat(0.7), "E": flat(0.5)}
    found = verdict(run((0.9, 0.77, 0.8, 0.9), alone, unseen=unseen))
    assert found.details[:4] == (
        "Hospital A has never seen CNV and DME: it finds 0 % of CNV alone, 90 % together; "
        "10 % of DME alone, 77 % together.",
        "Hospital B has never seen three of the classes: on average it finds 0 % of them alone, 82 % together.",
        "Hospital 4 has never seen DME and finds 70 % of it alone, 77 % together.",
        "The table shows one more hospital with classes never seen.",
    )


def test_a_class_that_no_hospital_has() -> None:
    unseen = {"A": ("DRUSEN",), "B": ("DRUSEN",)}
    nothing, something = (0.9, 0.9, 0.0, 0.9), (0.9, 0.9, 0.02, 0.9)
    found = verdict(run(nothing, {"A": nothing, "B": nothing}, unseen=unseen))
    assert found.details[0] == "No hospital has DRUSEN: it is found by nobody, alone or together."
    assert not any("never seen" in sentence for sentence in found.details)
    found = verdict(run(something, {"A": nothing, "B": something}, unseen=unseen))
    assert found.details[0] == "No hospital has DRUSEN: together they find 2 % of it, alone at most 2 %."
    assert found.rows[-1].never_seen == ("DRUSEN",)
    found = verdict(run(nothing, {"A": nothing, "B": something}, unseen=unseen))
    assert found.details[0] == "No hospital has DRUSEN: together they find 0 % of it, alone at most 2 %."


def test_a_class_without_test_images_is_left_out() -> None:
    found = verdict(run(images=(250, 0, 250, 250)))
    assert "on the three of four classes that have test images;" in found.headline
    assert "There is no test image of DME: nothing can be said about it." in found.details
    assert not any("Hospital A has never seen" in sentence for sentence in found.details)
    assert [row.recalls[1] for row in found.rows] == [None] * 4


@pytest.mark.parametrize(
    ("recalls", "sentence"),
    [
        (flat(0.88), "reaches 88 %, 4 points better."),
        (flat(0.844), "reaches 84 %, no clear difference to what they reach together."),
        (flat(0.60), "reaches 60 %, 24 points worse."),
        (flat(0.84), "reaches 84 %, no clear difference to what they reach together."),
    ],
)
def test_the_pooled_model(recalls: Sequence[float], sentence: str) -> None:
    found = verdict(run(flat(0.84), pooled=recalls, images=(500,) * 4))
    assert f"One model trained on all their images in one place {sentence}" in found.details
    assert found.rows[-1].key == POOLED


def test_the_pooled_model_over_seeds() -> None:
    found = verdict(*seeds([(0.80, 0.5), (0.84, 0.5), (0.76, 0.5)], pooled=flat(0.96), unseen=NONE_UNSEEN))
    assert found.details[0].endswith("reaches 96 % on average, 16 points better.")


def test_runs_without_the_pooled_model_that_the_first_has_do_not_count() -> None:
    first, second = seeds([(0.80, 0.5), (0.84, 0.5)], pooled=flat(0.96))
    without = seeds([(0.80, 0.5), (0.84, 0.5), (0.80, 0.5)])
    assert verdict(first, second, without[2]).seeds == (0, 1)
    assert verdict(without[0], second, without[2]).seeds == (0, 1, 2)


@pytest.mark.parametrize(
    ("status", "settings", "sentence"),
    [
        (Status.STOPPED, {}, "was stopped after 4 of 10 rounds; the hospitals alone trained for all 10 epochs."),
        (Status.FAILED, {}, "failed after 4 of 10 rounds; the hospitals alone trained for all 10 epochs."),
        (Status.INTERRUPTED, {"baseline_epochs": 7},
         "was interrupted after 4 of 10 rounds; the hospitals alone trained for 7 epochs."),
        (Status.RUNNING, {"local_epochs": 2},
         "has done 4 of 10 rounds (8 epochs) so far; the hospitals alone trained for all 20 epochs."),
    ],
)  # fmt: skip
def test_a_federation_that_is_not_done(status: Status, settings: dict, sentence: str) -> None:
    assert f"The federation {sentence}" in verdict(run(rounds_done=4, status=status, **settings)).details


def test_baselines_of_another_length() -> None:
    found = verdict(run(baseline_epochs=10, local_epochs=2))
    assert found.details[-1] == "Alone they trained for 10 epochs, in the federation for 20."
    assert "epoch" not in verdict(run(baseline_epochs=20, local_epochs=2)).text


def test_hospitals_that_have_not_trained_alone_yet() -> None:
    two = verdict(run(alone={"A": ALONE["A"], "B": ALONE["B"]}, status=Status.RUNNING))
    assert "the best of the two that have trained alone, Hospital A, reaches 71 %." in two.headline
    assert two.details[-1] == "Hospital C has not trained alone yet."
    one = verdict(run(alone={"B": ALONE["B"]}, status=Status.STOPPED))
    assert "the only one that has trained alone, Hospital B, reaches 61 %." in one.headline
    assert one.details[-1] == "Hospital A and Hospital C have not trained alone to the end."
    assert [title(row.key, whole=True) for row in one.rows] == ["Hospital B alone", "Together"]


def test_hospitals_that_were_not_in_every_average() -> None:
    absent = {3: {"B": "failed"}, 9: {"C": "failed"}, 10: {"B": "failed", "A": "idle"}}
    assert verdict(run(absent=absent)).details[-3:] == (
        "Hospital B failed in 2 of 10 rounds, the last one among them.",
        "Hospital A took no part in 1 of 10 rounds, the last one among them.",
        "Hospital C failed in 1 of 10 rounds.",
    )


def test_privacy_noise_is_told() -> None:
    sentence = "The federation trained with privacy noise of 0.03 × the clip norm, the hospitals alone without."
    assert verdict(run(dp="central", noise_multiplier=0.03)).details[-1] == sentence
    clipped = "The federation trained with clipped updates, the hospitals alone without."
    assert verdict(run(dp="central")).details[-1] == clipped
    assert "privacy" not in verdict(run()).text


def test_there_is_nothing_to_say_before_a_round_and_a_hospital_alone() -> None:
    assert verdict_of([]) is None
    assert verdict_of([RunState("id", SimulationConfig())]) is None
    assert verdict_of([run(rounds_done=0)]) is None
    assert verdict_of([run(alone={})]) is None


def test_the_table_is_the_runs_numbers() -> None:
    found = verdict(run(pooled=flat(0.9)))
    table = found.table()
    assert table["model"].tolist() == ["Hospital A alone", "Hospital B alone", "Hospital C alone", "Together", "Pooled"]
    assert table["accuracy"].tolist() == pytest.approx([0.71, 0.61, 0.63, 0.84, 0.9], abs=0.002)
    assert table["never_seen"].tolist() == ["DME", "DRUSEN", "CNV", "", ""]
    assert table[finds("DME")].tolist() == pytest.approx([0.0, 0.70, 0.78, 0.77, 0.9], abs=0.003)
    assert table["spread"].isna().all()


@pytest.mark.parametrize(
    ("one", "other", "shown", "apart"),
    [
        (0.84, 0.71, ("84 %", "71 %"), "13 points"),
        (0.72, 0.71, ("72 %", "71 %"), "1 point"),
        (0.844, 0.715, ("84 %", "72 %"), "12.9 points"),
        (0.7249, 0.7151, ("72.5 %", "71.5 %"), "1.0 points"),
        (0.7244, 0.7241, ("72.4 %", "72.4 %"), "less than 0.1 points"),
        (0.004, 0.0, ("0.4 %", "0.0 %"), "0.4 points"),
        (0.0, 0.0, ("0 %", "0 %"), "0 points"),
        (1.0, 0.996, ("100.0 %", "99.6 %"), "0.4 points"),
    ],
)
def test_numbers_side_by_side(one: float, other: float, shown: tuple[str, str], apart: str) -> None:
    decimals = wording.places(one, other)
    assert (wording.percent(one, decimals), wording.percent(other, decimals)) == shown
    assert wording.points(one, other) == wording.points(other, one) == apart


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [
        (0.05, 0.26, "on average, between 5 and 26 (95 % interval)."),
        (0.004, 0.256, "on average, between 0.4 and 25.6 (95 % interval)."),
        (0.0001, 0.26, "on average, between just over 0 and 26.0 (95 % interval)."),
        (-0.03, 0.29, "on average, from 3 less to 29 more (95 % interval): too little to tell."),
    ],
)
def test_an_interval_never_seems_to_hold_0_where_it_does_not(low: float, high: float, says: str) -> None:
    assert certainty.sure_by_seeds(0.84, 0.71, Gap(0.13, low, high), 1).endswith(f"is 13 points {says}")


def test_an_interval_of_what_hurts_is_told_without_signs() -> None:
    assert "between 4 and 16 (95 % interval" in certainty.sure_by_images(0.6, 0.7, Gap(-0.1, -0.16, -0.04), 1, 90)


def test_only_the_best_of_several_is_picked() -> None:
    one = verdict(run(flat(0.84), {"A": flat(0.71)}, unseen={"A": ()})).details[-1]
    assert "(95 % interval); one seed" in one


def test_names_and_numbers_in_words() -> None:
    assert [wording.in_words(number) for number in (1, 10, 11)] == ["one", "ten", "11"]
    assert [all_classes(k, k) for k in (1, 2, 8, 11)] == [
        "the only class", "both classes", "all eight classes", "all 11 classes",
    ]  # fmt: skip
    assert wording.hospitals(["Berlin"]) == "Hospital Berlin"
    assert wording.hospitals(["A", "B", "Mercy hospital"]) == "Hospital A, Hospital B and Mercy hospital"
    assert wording.hospitals(list("ABCDE")) == "Hospital A, Hospital B, Hospital C and 2 more"


@pytest.mark.parametrize(
    ("tested", "after", "line"),
    [(4, "on all classes", "All classes"), (3, "on the 3 classes that the test images hold", "The 3 classes tested")],
)
def test_over_which_classes_a_number_is(tested: int, after: str, line: str) -> None:
    assert (on_all_classes(tested, 4), line_over_all(tested, 4)) == (after, line)


def test_no_difference_is_told_without_a_margin_of_nothing() -> None:
    for said in (
        certainty.sure_by_images(0.5, 0.5, Gap(0.0, 0.0, 0.0), 1, 90),
        certainty.sure_by_seeds(0.5, 0.5, Gap(0.0, -0.0004, 0.0004), 1),
    ):
        assert "no difference to the best alone can be told" in said
        assert "0.0" not in said


def test_up_to_one_point_is_one_point() -> None:
    said = {noise: certainty.sure_by_images(0.5, 0.5, Gap(0.0, -noise, noise), 1, 90) for noise in (0.009, 0.011, 0.02)}
    assert ["up to 0.9 points" in said[0.009], "up to 1 point may" in said[0.011], "up to 2 points" in said[0.02]] == [
        True
    ] * 3


def test_the_pooled_sentence_gives_the_headlines_number_no_second_form() -> None:
    assert "reaches 67 %, 63.4 points better." in certainty.pooled(0.668, 0.034, True, 1)
    assert "reaches 66 %, 63 points better." in certainty.pooled(0.66, 0.03, True, 1)


def test_shares_beside_their_difference_have_its_decimals() -> None:
    hurts = sentences.headline(Kind.HURTS, 0.034, 0.668, ["A"], "the best", "both classes", 1)
    assert "reach 3.4 %" in hurts
    assert "66.8 %, 63.4 points more" in hurts


shares = st.lists(st.integers(0, 20), min_size=4, max_size=4).map(lambda found: tuple(hits / 20 for hits in found))
results = st.tuples(shares, st.tuples(shares, shares, shares))


def of(draws: Sequence[tuple], order: Sequence[int] = (0, 1, 2)) -> list[RunState]:
    """Runs of 80 test images with seeds 0, 1, ..., their hospitals in some order."""
    names = ["ABC"[place] for place in order]
    return [
        run(together, {"ABC"[place]: alone[place] for place in order}, unseen={name: UNSEEN[name] for name in names},
            images=(20,) * 4, rounds_done=2, rounds=2, seed=seed)
        for seed, (together, alone) in enumerate(draws)
    ]  # fmt: skip


@given(st.lists(results, min_size=1, max_size=3))
def test_it_helps_only_if_together_is_better_than_every_hospital_alone(draws: list[tuple]) -> None:
    found = verdict(*of(draws))
    *alone, together = (row.accuracy for row in found.rows)
    if found.kind is Kind.HELPS:
        assert together > max(alone)
    if found.kind is Kind.HURTS:
        assert together < max(alone)
    if abs(together - max(alone)) < 1e-9:
        assert found.kind is Kind.WITHIN_NOISE


@given(st.lists(results, min_size=1, max_size=3), st.permutations(range(3)))
def test_the_order_of_the_hospitals_does_not_matter(draws: list[tuple], order: list[int]) -> None:
    found, moved = verdict(*of(draws)), verdict(*of(draws, order))
    assert moved.kind is found.kind
    assert sorted(moved.rows, key=str) == sorted(found.rows, key=str)


@given(st.lists(results, min_size=1, max_size=3))
def test_every_number_in_the_table_is_the_mean_of_the_runs(draws: list[tuple]) -> None:
    runs = of(draws)
    rows = {title(row.key, whole=True): row for row in verdict(*runs).rows}
    assert rows["Together"].accuracy == pytest.approx(np.mean([each.rounds[-1].accuracy for each in runs]))
    assert rows["Together"].recalls == pytest.approx(np.mean([together for together, _ in draws], axis=0))
    for place, name in enumerate("ABC"):
        row, finished = rows[f"Hospital {name} alone"], [each.alone[place] for each in runs]
        assert row.accuracy == pytest.approx(np.mean([each.accuracy for each in finished]))
        assert row.balanced_accuracy == pytest.approx(np.mean([each.balanced_accuracy for each in finished]))
        assert row.macro_f1 == pytest.approx(np.mean([each.macro_f1 for each in finished]))
        assert row.recalls == pytest.approx(np.mean([alone[place] for _, alone in draws], axis=0))
        if len(runs) > 1:
            assert row.spread == pytest.approx(np.std([each.accuracy for each in finished], ddof=1))


@given(st.lists(results, min_size=1, max_size=3))
def test_two_numbers_that_differ_never_read_alike_without_a_word(draws: list[tuple]) -> None:
    found = verdict(*of(draws))
    one, other = found.rows[-1].accuracy, max(row.accuracy for row in found.rows[:-1])
    decimals = wording.places(one, other)
    if wording.percent(one, decimals) == wording.percent(other, decimals):
        assert found.kind is Kind.WITHIN_NOISE


def own(state: RunState, evaluated_on: str = "test", shift: object = None) -> RunState:
    """The same run of a strategy that leaves each hospital a model of its own; A may have another scanner."""
    hospitals = state.config.hospitals
    hospitals = (replace(hospitals[0], shift=shift), *hospitals[1:]) if shift else hospitals
    assert state.info
    baselines = tuple(
        replace(each, finished=each.finished and replace(each.finished, evaluated_on=evaluated_on))
        for each in state.baselines
    )
    return replace(
        state, config=replace(state.config, strategy=FedBN(), hospitals=hospitals),
        info=replace(state.info, evaluated="own"), baselines=baselines,
    )  # fmt: skip


def test_a_mean_over_own_models_is_called_one_and_says_nothing_of_what_one_hospital_finds() -> None:
    found = verdict(own(run()))
    assert found.headline == (
        "Together the hospitals' own models reach 84 % on average on all four classes; the best of them alone, "
        "Hospital A, reaches 71 %."
    )
    assert "never seen" not in found.text


def test_own_models_on_what_each_scanner_takes_stand_beside_the_mean_of_the_hospitals_alone() -> None:
    found = verdict(own(run(pooled=flat(0.9)), "scanner", Blur(1.0)))
    assert found.kind is Kind.HELPS
    assert found.headline == (
        "Together the hospitals' own models reach 84 % on average on all four classes, each on what its own scanner "
        "takes; alone, the hospitals reach 65 % on average."
    )
    assert found.details[0].startswith("One model trained on all their images in one place reaches 90 %")
    assert "the difference to the mean alone is 19 points" in found.details[1]
    assert "allowing for the best" not in found.text
    same = dict.fromkeys(ALONE, TOGETHER)
    assert verdict(own(run(alone=same), "scanner", Blur(1.0))).headline.endswith("on average: no difference.")


def test_own_models_are_compared_with_nothing_that_was_evaluated_on_other_images() -> None:
    assert verdict_of([own(run(), "test", Blur(1.0))]) is None
    two = {name: ALONE[name] for name in "AB"}
    assert verdict_of([own(run(alone=two), "scanner", Blur(1.0))]) is None


def test_over_seeds_the_mean_alone_has_its_spread() -> None:
    runs = [own(each, "scanner", Blur(1.0)) for each in seeds([(0.9, 0.8), (0.88, 0.79), (0.92, 0.81)])]
    found = verdict(*runs)
    assert len(found.seeds) == 3
    assert "alone, the hospitals reach 43 % ± 0.3 on average" in found.headline
    assert "Seed by seed, the difference to the mean alone is" in found.text


def test_a_verdict_is_about_those_who_take_part() -> None:
    state = run(absent={place: {"C": "absent"} for place in range(1, 11)})
    assert state.info
    hospitals = (*state.config.hospitals[:2], replace(state.config.hospitals[2], presence=Never()))
    infos = (*state.info.hospitals[:2], replace(state.info.hospitals[2], takes_part=False))
    state = replace(state, config=replace(state.config, hospitals=hospitals), info=replace(state.info, hospitals=infos))
    found = verdict(state)
    assert "the best of them alone, Hospital A" in found.headline
    assert "Hospital C" not in found.text
    assert "allowing for the best of two being picked" in found.text
    assert [title(row.key) for row in found.rows] == ["A alone", "B alone", "Together"]


def test_runs_that_ended_after_other_numbers_of_rounds_are_told_apart() -> None:
    said = "The runs ended after 5 to 10 rounds: of each its last round counts."
    early = run(rounds_done=5, seed=1, stop_at=AtTarget(stop_accuracy=0.5))
    whole = run(seed=0, stop_at=AtTarget(stop_accuracy=0.5))
    assert said in verdict_of([whole, early]).details
    assert said not in verdict_of([whole, replace(whole, config=replace(whole.config, seed=1))]).details
