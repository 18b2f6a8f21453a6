"""What a run's own numbers say, in plain words: does federation help, by how much, and how sure is that?

"Together" is the shared model after the last finished round, "alone" a hospital that trained by itself, "pooled" one
model trained on all their images in one place. All are judged on the same n test images.

How sure that is, `fedsim.analysis.evidence` says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from fedsim.analysis.evidence import SAME, Evidence, Kind, Row, comparable, compare
from fedsim.analysis.keys import POOLED, TOGETHER, alone
from fedsim.runs.state import RunState, Status
from fedsim.text import format as wording
from fedsim.text.format import MOST_NAMED, counted, number, percent, places, points

ENDED = {Status.STOPPED: "was stopped", Status.FAILED: "failed", Status.INTERRUPTED: "was interrupted"}
"""What happened to a run that did not come to its end."""


@dataclass(frozen=True)
class Verdict:
    """What is to be said.

    Attributes:
        kind: whether federation helps.
        headline: together against the best hospital alone.
        details: further sentences, the weightier ones first.
        seeds: of the runs that it rests on.
        classes: the columns of the rows' recalls.
        rows: the hospitals alone in the federation's order, together, and pooled if there is one.
    """

    kind: Kind
    headline: str
    details: tuple[str, ...]
    seeds: tuple[int, ...]
    classes: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        """All sentences."""
        return " ".join([self.headline, *self.details])

    def table(self) -> pd.DataFrame:
        """The rows, with headings to show."""
        return pd.DataFrame(
            [
                {"Model": wording.model(row.key), "Accuracy": row.accuracy, "Spread": row.spread}
                | {"Balanced accuracy": row.balanced_accuracy, "Macro F1": row.macro_f1}
                | {f"Finds {name}": recall for name, recall in zip(self.classes, row.recalls, strict=True)}
                | {"Never seen": ", ".join(row.never_seen)}
                for row in self.rows
            ]
        )


def judge(runs: Sequence[RunState]) -> Verdict | None:
    """Judge one run, or several that differ in the seed.

    Args:
        runs: the first is the one shown. Others count if they have the same settings, a seed of their own, all rounds,
            and every baseline that the first has; none does until the first has them.

    Returns:
        None as long as the first has no finished round of training, or no hospital that has trained alone.
    """
    if not runs or not runs[0].info or not runs[0].rounds_done or not runs[0].alone:
        return None
    evidence = Evidence(comparable(runs), runs[0].info, len(runs))
    return Verdict(
        evidence.kind,
        _headline(evidence),
        tuple(_details(evidence)),
        tuple(run.config.seed for run in evidence.runs),
        evidence.info.classes,
        evidence.rows,
    )


def _headline(evidence: Evidence) -> str:
    together, best = evidence.row(TOGETHER), evidence.row(alone(evidence.best[0]))
    one, other = together.accuracy, best.accuracy
    endings = {
        Kind.HELPS: "",
        Kind.HURTS: f", {points(one, other)} more",
        Kind.WITHIN_NOISE: ": no difference" if abs(one - other) < SAME else ": a difference within noise",
    }
    return (
        f"Together the hospitals reach {percent(one, places(one, other), together.spread)} "
        f"on {wording.all_classes(len(evidence.tested), len(evidence.info.classes))}; "
        f"{wording.best(evidence.best, len(evidence.alone), len(evidence.runs[0].config.hospitals))} "
        f"{percent(other, places(one, other), best.spread)}{wording.over_seeds(len(evidence.runs))}"
        f"{endings[evidence.kind]}."
    )


def _details(evidence: Evidence) -> Iterator[str]:
    yield from _blind_spots(evidence)
    yield from _classes_without(evidence)
    yield from _others(evidence)
    yield from _how_sure(evidence)
    yield from _not_yet(evidence)
    yield from _epochs(evidence.runs[0])
    yield from _absent(evidence.runs)
    if evidence.runs[0].config.private:
        noise = evidence.info.noise_multiplier
        how = f"privacy noise of {noise:g} clip norms" if noise else "clipped updates"
        yield f"The federation trained with {how}, the hospitals alone without."


def _blind_spots(evidence: Evidence) -> Iterator[str]:
    """What each hospital has never seen: the biggest gains, in the federation's order."""
    spots: list[tuple[float, str]] = []
    for name in evidence.alone:
        classes = [each for each in evidence.unseen[name] if each in evidence.tested and each not in evidence.nobodys]
        by_itself, together = evidence.recalls(classes, alone(name)), evidence.recalls(classes, TOGETHER)
        if classes:
            gain = max(t - a for a, t in zip(by_itself, together, strict=True))
            spots.append((gain, wording.blind_spot(name, classes, by_itself, together)))
    least = sorted((gain for gain, _ in spots), reverse=True)[:MOST_NAMED][-1:]
    named = [sentence for gain, sentence in spots if gain >= least[0]]
    yield from named[:MOST_NAMED]
    if (more := len(spots) - MOST_NAMED) > 0:
        yield f"The table shows {wording.more(more)} with classes never seen."


def _classes_without(evidence: Evidence) -> Iterator[str]:
    """Classes without a hospital, classes without a test image."""
    for name in (each for each in evidence.nobodys if each in evidence.tested):
        by_itself = [evidence.recalls([name], alone(each))[0] for each in evidence.alone]
        yield wording.nobody_has(name, evidence.recalls([name], TOGETHER)[0], by_itself)
    if untested := [name for name in evidence.info.classes if name not in evidence.tested]:
        yield f"There is no test image of {wording.listed(untested)}: nothing can be said about it."


def _others(evidence: Evidence) -> Iterator[str]:
    """Where the best hospital does not gain, how many do; and the pooled model."""
    if evidence.kind is not Kind.HELPS and len(evidence.alone) > 1:
        yield wording.gainers(evidence.num_gaining, len(evidence.alone))
    if evidence.pooled:
        pooled, together = evidence.row(POOLED).accuracy, evidence.row(TOGETHER).accuracy
        clear = compare(evidence.pooled, evidence.together).clear
        yield wording.pooled(pooled, together, clear, len(evidence.runs))


def _how_sure(evidence: Evidence) -> Iterator[str]:
    one, other = evidence.row(TOGETHER).accuracy, evidence.row(alone(evidence.best[0])).accuracy
    if len(evidence.runs) > 1:
        yield wording.sure_by_seeds(one, other, evidence.gap, len(evidence.alone))
    else:
        yield wording.sure_by_images(one, other, evidence.gap, len(evidence.alone), evidence.num_test)


def _not_yet(evidence: Evidence) -> Iterator[str]:
    """Hospitals that have not trained alone, runs that do not count."""
    run, counting = evidence.runs[0], len(evidence.runs)
    if missing := [name for name in run.config.hospital_names if name not in evidence.alone]:
        has, yet = "has" if len(missing) == 1 else "have", "yet" if run.status.live else "to the end"
        yield f"{wording.hospitals(missing)} {has} not trained alone {yet}."
    if counting < evidence.num_given:
        which = f"{wording.in_words(counting)} of {wording.in_words(evidence.num_given)} runs"
        yield f"Only {which} could be compared: the others are not complete, or differ in more than the seed."


def _epochs(run: RunState) -> Iterator[str]:
    """Where the federation has trained for less or more than the hospitals alone."""
    config, done = run.config, run.rounds_done
    epochs, by_itself = done * config.local_epochs, counted(config.num_baseline_epochs, "epoch")
    if done < config.rounds:
        rounds = f"{done} of {counted(config.rounds, 'round')}"
        rounds += f" ({counted(epochs, 'epoch')})" if config.local_epochs > 1 else ""
        where = f"has done {rounds} so far" if run.status.live else f"{ENDED.get(run.status, 'ended')} after {rounds}"
        every = "all " if config.num_baseline_epochs == config.rounds * config.local_epochs else ""
        yield f"The federation {where}; the hospitals alone trained for {every}{by_itself}."
    elif epochs != config.num_baseline_epochs:
        yield f"Alone they trained for {by_itself}, in the federation for {number(epochs)}."


def _absent(runs: Sequence[RunState]) -> Iterator[str]:
    """Hospitals whose updates did not go into every average."""
    rounds = [each for run in runs for each in run.rounds if each.round > 0]
    missed = {
        name: [h.status == "failed" for each in rounds for h in each.hospitals if h.name == name and not h.participated]
        for name in runs[0].config.hospital_names
    }
    names = sorted((name for name in missed if missed[name]), key=lambda name: -len(missed[name]))
    last = {h.name for h in rounds[-1].hospitals if not h.participated} if len(runs) == 1 else set()
    for name in names[:MOST_NAMED]:
        yield wording.absent(name, len(missed[name]), len(rounds), all(missed[name]), name in last)
    if (more := len(names) - MOST_NAMED) > 0:
        yield f"So did {wording.more(more)}."
