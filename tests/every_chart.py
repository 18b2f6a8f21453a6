"""Every chart of fedsim/charts/ and every sentence that describes one, each built when it is asked for."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from tiny import attacked, baseline, finished, reached, read, started

from fedsim import charts
from fedsim.analysis import bands as bands_of
from fedsim.analysis import frames
from fedsim.analysis.agreement import similarity_frame
from fedsim.analysis.attack_frames import success_frame
from fedsim.analysis.attendance_frames import attendance_frame, count_frame
from fedsim.analysis.clipping_frames import clipping_frame, norm_frame
from fedsim.analysis.compare_frames import Model, answer_frame, recall_frame
from fedsim.analysis.fairness import fairness_frame
from fedsim.analysis.grid import COLUMNS as GRID_COLUMNS
from fedsim.analysis.keys import POOLED, TOGETHER, ModelKey, alone, local, on_classes_of
from fedsim.analysis.model_map import model_map
from fedsim.analysis.shortcut_frames import measured, shortcut_frame
from fedsim.charts import (
    agreement,
    attack,
    attendance,
    bands,
    clipping,
    fairness,
    lengths,
    newcomers,
    scales,
    shortcut,
    success,
)
from fedsim.charts import cost as costs
from fedsim.charts import exploration as explorations
from fedsim.charts import grid as grids
from fedsim.charts import group_bars as rankings
from fedsim.charts import group_points as points_of
from fedsim.charts import groups as grouped_runs
from fedsim.charts import model_map as maps
from fedsim.charts import scenarios as stories
from fedsim.events import RoundFinished
from fedsim.runs.membership_runs import KINDS, Found, curve_frame
from fedsim.runs.state import RunState
from fedsim.runs.sweep import CLIPPED, NOISY, PLAIN, cost_frame
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.shortcut import Mark
from fedsim.text import membership, models
from fedsim.text.charts import FAIR
from fedsim.text.newcomers import SERIES as NEWCOMER_SERIES
from fedsim.text.tested import line_over_all, on_all_classes
from fedsim.training.sketches import SIZE, pack

CLASSES = ("CNV", "DRUSEN")
HOSPITALS, MANY = ("A", "B"), tuple("ABCDEFGHI")
ROUND = [finished(0, 0.25), finished(1, 0.5)]
NOISY_ROUND = replace(
    ROUND[1], clip_norm=1.0, noise_std=0.1, signal_to_noise=0.25,
    hospitals=tuple(replace(each, clip_norm=1.0, clipped=True) for each in ROUND[1].hospitals),
)  # fmt: skip
ENDS = lengths.Lengths((0.0, 3.0), (1.0, 3.0))
ROUNDS = [ROUND[0], NOISY_ROUND, replace(NOISY_ROUND, round=2)]
SPREAD_OVER_MANY = [
    replace(each, num_idle=98, num_absent=each.round, on_own_classes=(0.1, 0.2, 0.3, 0.4, 0.5)) for each in ROUND
]
MATRIX, COUNTS = ((3, 1), (0, 0)), np.array([[3, 1], [0, 2]])
KEYS_OF_MODELS = [alone("A"), TOGETHER, POOLED]


def called(*keys: ModelKey) -> models.Titles:
    return (
        models.class_titles([TOGETHER, *map(on_classes_of, HOSPITALS)], line_over_all(2, 2))
        if not keys
        else models.titles(keys)
    )


def curves() -> pd.DataFrame:
    return charts.with_ends(models.named(frames.accuracy_frame(ROUND), called()))


def learnt() -> pd.DataFrame:
    rows = pd.DataFrame({"measured": [str(each) for each in models.MEASURED], "accuracy": 0.5, "epoch": 1})
    return models.labelled(rows, models.MEASURED, "measured")


def matrix() -> pd.DataFrame:
    return frames.matrix_frame(MATRIX, CLASSES, 2, (True, False))


def held() -> pd.DataFrame:
    return frames.counts_frame(COUNTS, HOSPITALS, CLASSES)


def balance() -> pd.DataFrame:
    return frames.balance_frame({"train": np.array([9, 1]), "test": np.array([2, 2])}, CLASSES)


def recalls() -> pd.DataFrame:
    compared = [Model(alone("A"), 5, (True, False), finished(1)), Model(TOGETHER, 9, (True, True), finished(2))]
    return models.named(recall_frame(compared, CLASSES), called(*KEYS_OF_MODELS), "model")


def answers() -> pd.DataFrame:
    said = {alone("A"): np.array([0.25, 0.75]), TOGETHER: np.array([0.9, 0.1])}
    return models.named(answer_frame(said, CLASSES, 7), called(*KEYS_OF_MODELS), "model")


def roc() -> pd.DataFrame:
    found = {kind: Found(attacked("update", "A"), ROUND[1], 4, None) for kind in KINDS}
    return models.labelled(curve_frame(found), membership.TITLES, "series")


def points() -> pd.DataFrame:
    """A sweep: without privacy, clipped, and two noises."""
    none = float("nan")
    columns = [PLAIN, CLIPPED, NOISY, NOISY], [none, 0.0, 0.1, 1.0], [none, none, 100.0, 10.0]
    rows = [(*row, 0.01, 0.5, 0.4, 0.6, 0.02, 2, row[0] == PLAIN, 9) for row in zip(*columns, strict=True)]
    return costs.cost_chart_frame(pd.DataFrame(rows, columns=cost_frame([]).columns))


def successes() -> pd.DataFrame:
    cheated = [replace(each, attack_success=reached()) for each in ROUND]
    return models.labelled(success_frame(cheated), {each: "A" for each, *_ in AIMS}, "series")


def marked(*, trained: bool = True) -> RunState:
    """A run with a mark at hospital A: before and after its round and baselines."""
    state = RunState("1", SimulationConfig(hospitals=(Hospital("A", shortcut=Mark("b")), Hospital("B"))))
    events = [replace(ROUND[0], shortcut=read()), *(replace(baseline(each), shortcut=read()) for each in ("A", None))]
    for event in [started(), *(events if trained else [])]:
        state = state.after(event, 0.0)
    return state


def read_marks() -> pd.DataFrame:
    return models.named(shortcut_frame(marked(), "b"), models.titles([*measured(marked(), "b")]))


def told() -> pd.DataFrame:
    columns = ["bar", "mean", "low", "high", "yours"]
    return pd.DataFrame([("one", 0.5, 0.4, 0.6, 0.45), ("two", 0.9, 0.9, 0.9, np.nan)], columns=columns)


def compared() -> pd.DataFrame:
    rows = [
        ("#1", 0, "", 0, 0.0, 0.2, 0.1, 0.3, 2),
        ("#1", 0, "", 1, 2.5, 0.5, 0.4, 0.6, 2),
        ("#1", 0, "abc", 0, 0.0, 0.1, None, None, 1),
        ("#2", 1, "", 0, 0.0, 0.2, 0.2, 0.2, 1),
    ]
    columns = ["title", "group", "run", "round", "x", "value", "low", "high", "seeds"]
    frame = pd.DataFrame(rows, columns=columns).assign(runs=4)
    return frame.assign(called=frame["title"].where(frame["run"] == "", ""), colored=frame["group"] == 0)


def ranked() -> pd.DataFrame:
    rows = [("#2", 1, 0.5, 0.4, 0.6, 2, "50 %", 0.25), ("#1", 0, 0.25, np.nan, np.nan, 1, "25 %", 0.25)]
    return pd.DataFrame(rows, columns=["title", "group", "value", "low", "high", "seeds", "told", "base"])


def scattered() -> pd.DataFrame:
    rows = [("#1", "a", 0, "0.1", 0.1, 0.5, 0, "0.1"), ("#2", "b", 1, "1", 1.0, 0.6, 0, "1")]
    frame = pd.DataFrame(rows, columns=["title", "run", "group", "text", "x", "value", "seed", "told"])
    return frame.assign(called=frame["title"])


def in_parallel() -> pd.DataFrame:
    rows = [
        ("#1", "a", 0, "lr", 0.0, "0.1", "#3"),
        ("#1", "a", 0, "number", 1.0, "9 %", "#4"),
        ("", "", -1, "lr", 0.0, "0.1", "#3"),
    ]
    frame = pd.DataFrame(rows, columns=["title", "run", "group", "setting", "height", "told", "name"])
    return frame.assign(called=frame["title"])


ROUNDS_AXIS, LOGARITHM = scales.Scale("#5", 0, 2, whole=True), scales.scale_of([0.01, 0.5], "#6", share=True, log=True)


def explored() -> pd.DataFrame:
    rows = [("#1", 0.1, 0.5, 0.4, 0.6, 2, 0.1, 3), ("#2", 1.0, 0.5, 0.5, 0.5, 1, 0.2, 3)]
    return pd.DataFrame(rows, columns=["title", "value", "accuracy", "low", "high", "seeds", "heterogeneity", "runs"])


def tried() -> pd.DataFrame:
    rows = [(each, 0.5, 0.25, float(place)) for each in NEWCOMER_SERIES for place in (0, 1)]
    frame = pd.DataFrame(rows, columns=["series", "accuracy", "on_all", "round"])
    return models.labelled(frame, NEWCOMER_SERIES, "series")


def walked() -> list[RoundFinished]:
    """Three rounds on a straight way, on which B goes the other way."""
    axis = np.eye(SIZE)
    return [
        replace(
            finished(1 if number else 0),
            round=number,
            position=pack(number * axis[0]),
            similarity=(-0.5,) if number else (),
            hospitals=tuple(
                replace(each, sketch=pack(sign * axis[0] + axis[1])) if number else each
                for each, sign in zip(finished(1 if number else 0).hospitals, (1, -1), strict=True)
            ),
        )
        for number in range(4)
    ]


def walkers() -> models.Titles:
    return models.titles([TOGETHER, *map(local, HOSPITALS)])


def mapped() -> pd.DataFrame:
    return models.named(model_map(walked()).frame, walkers())


def served() -> pd.DataFrame:
    frame = models.labelled(fairness_frame(ROUND), FAIR, "series")
    return frame.assign(hospitals=["A"] * len(frame))


AIMS = (("label-flip/CNV/DRUSEN", "A", 0), ("backdoor//CNV", "B", 1))


def gridded() -> pd.DataFrame:
    rows = [(first, second, 0, 0.5 + first / 10, 0.4, 0.4, 0.6, 0.05, 2) for first in (0, 1) for second in (0, 1)]
    frame = pd.DataFrame(rows, columns=GRID_COLUMNS[:-1]).assign(runs=8)
    return frame.assign(column=frame["first"].map(lambda at: f"#{at}"), title=frame["second"].map(lambda at: f"#{at}"))


CHARTS: dict[str, tuple[Callable, ...]] = {
    "bands_chart": (lambda: bands.bands_chart(bands_of.own_bands(SPREAD_OVER_MANY), 5),),
    "count_chart": (lambda: attendance.count_chart(count_frame(SPREAD_OVER_MANY), 100, 5, 120),),
    "attendance_chart": (lambda: attendance.attendance_chart(attendance_frame(ROUND), HOSPITALS, 5, 120),),
    "accuracy_chart": (lambda: charts.accuracy_chart(curves(), called(), 5),),
    "answers_chart": (
        lambda: charts.answers_chart(answers(), called(alone("A"), TOGETHER), ("#111", "#222"), CLASSES, 9),
    ),
    "balance_chart": (lambda: charts.balance_chart(balance(), CLASSES, 0.5, "#000", 100),),
    "comparison_chart": (
        lambda: charts.comparison_chart(curves(), called(), 5),
        lambda: charts.comparison_chart(curves().head(2), called(TOGETHER, *map(alone, "ABCDEFGHIJ")), 5),
    ),
    "confusion_chart": tuple(
        lambda small=small: charts.confusion_chart(matrix(), CLASSES, shares=small, ink="#000", small=small)
        for small in (False, True)
    ),
    "cost_chart": (lambda: costs.cost_chart(points(), (1.0, 1000.0), "#000"),),
    "counts_chart": (lambda: charts.counts_chart(held(), HOSPITALS, CLASSES, 9),),
    "scenario_chart": (lambda: stories.scenario_chart(told(), (("one", "#1"), ("two", "#2")), "#3", "#141312"),),
    "groups_chart": tuple(
        lambda x=x: grouped_runs.groups_chart(compared(), ("#1", "#2"), ("#000", "#fff"), x, LOGARITHM)
        for x in (ROUNDS_AXIS, scales.scale_of([2.5], "#7"))
    ),
    "ranking_chart": (lambda: rankings.ranking_chart(ranked(), ("#2", "#1"), ("#000", "#fff"), LOGARITHM),),
    "scatter_chart": tuple(
        lambda x=x: points_of.scatter_chart(scattered(), ("#1", "#2"), ("#000", "#fff"), "#3", x, LOGARITHM)
        for x in (ROUNDS_AXIS, (("0.1", "#8"), ("1", "#9")))
    ),
    "parallel_chart": (
        lambda: points_of.parallel_chart(in_parallel(), ("#1", "#2"), ("#0", "#f"), (("lr", "#3"), ("number", "#4"))),
    ),
    "lines_chart": tuple(
        lambda lines=lines: grids.lines_chart(gridded(), ("#0", "#1"), lines, ("#3", "#4"))
        for lines in (("#0", "#1"), ("#0",))
    ),
    "heat_chart": (lambda: grids.heat_chart(gridded(), ("#0", "#1"), ("#0", "#1"), ("#3", "#4"), "#000"),),
    "exploration_chart": tuple(
        lambda log=log: explorations.exploration_chart(explored(), ("#1", "#2"), (0.1, 1.0), "#3", log=log, differ=log)
        for log in (False, True)
    ),
    "learning_chart": (lambda: charts.learning_chart(learnt(), tuple(models.MEASURED), "#123", 9, 150),),
    "loss_chart": (lambda: charts.loss_chart(frames.loss_frame(ROUND), 5, 2.0),),
    "newcomer_chart": (lambda: newcomers.newcomer_chart(tried(), 1, 5),),
    "fairness_chart": (lambda: fairness.fairness_chart(served(), 5),),
    "map_chart": (lambda: maps.map_chart(mapped(), walkers(), maps.map_ends(mapped())),),
    "similarity_chart": tuple(
        lambda ink=ink: agreement.similarity_chart(similarity_frame(walked()[1]), HOSPITALS, ink, 120)
        for ink in ("#000000", "#ffffff")
    ),
    "norms_chart": tuple(
        lambda names=names: lengths.norms_chart(
            lengths.marks(norm_frame(ROUNDS), len(names), ENDS), names, 5, ENDS
        )
        for names in (HOSPITALS, MANY)
    ),
    "recall_chart": (lambda: charts.recall_chart(recalls(), called(*KEYS_OF_MODELS), CLASSES, "#000", 100),),
    "roc_chart": (lambda: attack.roc_chart(roc(), "#000"),),
    "shortcut_chart": (
        lambda: shortcut.shortcut_chart(
            read_marks(), tuple((key, name, 0 if key.hospital else None) for key, name in called(*KEYS_OF_MODELS))
        ),
    ),
    "success_chart": (lambda: success.success_chart(successes(), AIMS, 5),),
    "share_chart": (lambda: clipping.share_chart(clipping_frame(ROUNDS), 5),),
    "signal_chart": (lambda: clipping.signal_chart(clipping_frame(ROUNDS), 5, (0.1, 10.0), "#000"),),
}  # fmt: skip
SPOKEN: dict[str, tuple[Callable, ...]] = {
    "describe_bands": (
        *(lambda n=n: bands.describe_bands(bands_of.own_bands(SPREAD_OVER_MANY[:n])) for n in (0, 2)),
        lambda: bands.describe_bands(bands_of.own_bands([replace(ROUND[0], hospitals=())])),
    ),
    "describe_counts_by_round": tuple(
        lambda n=n: attendance.describe_counts_by_round(count_frame(SPREAD_OVER_MANY[:n])) for n in (0, 2)
    ),
    "describe_attendance": tuple(
        lambda some=some: attendance.describe_attendance(attendance_frame(some)) for some in ([], [finished(2)])
    ),
    "describe_accuracy": tuple(
        lambda n=n: charts.describe_accuracy(frames.accuracy_frame(ROUND[:n]), on_all_classes(2, 2)) for n in (0, 2)
    ),
    "describe_scenario": (lambda: stories.describe_scenario(told(), (("one", "#1"), ("two", "#2")), "#3"),),
    "describe_groups": tuple(
        lambda n=n: grouped_runs.describe_groups(compared().head(n), "accuracy", "#1", "#2") for n in (0, 4)
    ),
    "describe_ranking": tuple(lambda n=n: rankings.describe_ranking(ranked().head(n), "#1") for n in (0, 2)),
    "describe_scatter": tuple(
        lambda n=n: points_of.describe_scatter(scattered().head(n), "loss", "#1", "#2") for n in (0, 2)
    ),
    "describe_parallel": (lambda: points_of.describe_parallel(("#1", "#2"), "#3"),),
    "describe_grid": tuple(lambda n=n: grids.describe_grid(gridded().head(n), "#3") for n in (0, 4)),
    "describe_exploration": tuple(
        lambda n=n: explorations.describe_exploration(explored().head(n), "#3") for n in (0, 2)
    ),
    "describe_answers": (lambda: charts.describe_answers(answers()),),
    "describe_balance": tuple(lambda n=n: charts.describe_balance(balance().head(n)) for n in (0, 1, 4)),
    "describe_clipping": tuple(lambda n=n: clipping.describe_clipping(clipping_frame(ROUNDS[:n])) for n in (0, 3)),
    "describe_cost": tuple(lambda n=n: costs.describe_cost(points().head(n)) for n in (0, 4)),
    "describe_counts": (lambda: charts.describe_counts(held()),),
    "describe_fairness": tuple(lambda n=n: fairness.describe_fairness(fairness_frame(ROUND[:n])) for n in (0, 2)),
    "describe_map": tuple(lambda n=n: maps.describe_map(model_map(walked()[:n]).frame) for n in (0, 4)),
    "describe_similarity": tuple(
        lambda n=n: agreement.describe_similarity(similarity_frame(walked()[n])) for n in (0, 1)
    ),
    "describe_loss": tuple(lambda n=n: charts.describe_loss(frames.loss_frame(ROUND[:n])) for n in (0, 2)),
    "describe_matrix": tuple(lambda n=n: charts.describe_matrix(matrix().head(n), "A") for n in (0, 4)),
    "describe_norms": tuple(
        lambda some=some: lengths.describe_norms(norm_frame(some)) for some in ([], [finished(1)], ROUNDS)
    ),
    "describe_rarest": (lambda: charts.describe_rarest(balance()),),
    "describe_recalls": tuple(lambda n=n: charts.describe_recalls(recalls().head(n)) for n in (0, 4)),
    "describe_roc": tuple(lambda aucs=aucs: attack.describe_roc(aucs, "A") for aucs in ([], [("A", 0.75)])),
    "describe_signal": tuple(lambda n=n: clipping.describe_signal(clipping_frame(ROUNDS[:n])) for n in (0, 3)),
}
