"""Follows a run on the terminal: lines on standard output, the bar on standard error."""

import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from tqdm import tqdm

from fedsim import data
from fedsim.analysis.target import to_target
from fedsim.cli import privacy as terminal
from fedsim.cli.interrupt import Interrupted, interruptible
from fedsim.errors import BudgetSpent, FedsimError, Problem, RuleMet
from fedsim.events import (
    Attacked,
    BaselineFinished,
    BaselineProgress,
    Event,
    HospitalInfo,
    LeftOut,
    Newcomer,
    Progress,
    RoundFinished,
    ShortcutAccuracy,
    Started,
)
from fedsim.export.tracking import Following, Target
from fedsim.hospitals.advice import advice_for
from fedsim.hospitals.participation.clock import has_stragglers
from fedsim.language import commas
from fedsim.runs.progress import share_done
from fedsim.runs.runner import Outcome, carry_out
from fedsim.runs.state import RunState, Status
from fedsim.runs.store import Store
from fedsim.settings.alike import MOST_EACH
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import never_there, newcomers
from fedsim.settings.stop_at import target_of
from fedsim.settings.strategy import has_own_models
from fedsim.text import datasets as dataset_words
from fedsim.text.attack_success import aim_of
from fedsim.text.cli.report import Bar as BarWords
from fedsim.text.cli.report import Report as Words
from fedsim.text.format import MOST_NAMED, counted, decimals, few, listed, number, percent, short
from fedsim.text.participation import who_was_missing
from fedsim.text.shortcut import in_line
from fedsim.text.target import told


class Report:
    """Carries a run out and prints each part of it once it is there.

    Args:
        store: keeps the run.
        config: its settings.
        run_id: one that waits for its turn already; a new one where it is left out.
        log_to: where the run is logged to beside.
    """

    def __init__(
        self, store: Store, config: SimulationConfig, run_id: str | None = None, log_to: Sequence[Target] = ()
    ) -> None:
        self._store, self._config = store, config
        self._stop = threading.Event()
        store.on_stop = self._stopped_elsewhere
        self._run_id = run_id or store.create(config)
        self._logs = [Following(target, store, self._run_id, goes_on=run_id is not None) for target in log_to]
        self._bar = Bar(config)
        self._warned: Problem | None = None

    @property
    def state(self) -> RunState:
        """The run, up to now."""
        state = self._store.get(self._run_id)
        assert state is not None  # noqa: S101 - it is this process's own
        return state

    def run(self) -> None:
        """Run it to the end; a signal stops it. Raises what ended it, if that was not its end."""
        try:
            self._run()
        finally:
            for log in self._logs:
                log.end()

    def _run(self) -> None:
        self._warn()
        try:
            outcome = interruptible(self._carry_out, self._stop)
        except Interrupted as stop:
            if stop.left_behind:  # what it tells from now on is not heard any more
                self._store.turn(self._run_id, Status.STOPPED, only_from=[Status.QUEUED, Status.RUNNING])
            self._bar.close()
            self._conclude()
            self._warn()
            self._store.leave()
            raise
        self._bar.close()
        if isinstance(outcome.error, BudgetSpent | RuleMet):
            print(outcome.problem, flush=True)
        self._conclude()
        self._warn()
        if isinstance(outcome.error, FedsimError) and not isinstance(outcome.error, BudgetSpent | RuleMet):
            raise outcome.error
        if outcome.status is Status.FAILED:
            raise FedsimError(*filter(None, [outcome.problem])) from outcome.error

    def _carry_out(self) -> Outcome:
        tell = [self.tell, *(log.tell for log in self._logs)]
        return carry_out(self._store, self._run_id, self._stop.is_set, tell=tell)

    def _stopped_elsewhere(self, run_id: str) -> None:
        self._stop.set()
        self._store.turn(run_id, Status.STOPPING, only_from=[Status.RUNNING])

    def tell(self, event: Event) -> None:
        """Print what an event says."""
        self._bar.follow(event)
        said = lines(event, self._config)
        if isinstance(event, Started):
            said += advice(self._config)
        if said:
            self._bar.print("\n".join(said))

    def _warn(self) -> None:
        """Say once what is the matter with the database."""
        if (problem := self._store.problem) != self._warned:
            self._warned = problem
            print(f"fedsim: {problem or Words.KEPT_AGAIN}", file=sys.stderr, flush=True)

    def _conclude(self) -> None:
        """Say what the numbers say, where there is something to compare."""
        if said := [*self._of_newcomers()]:
            print("\n".join(said), flush=True)
        if (target := target_of(self._config)) is not None:
            print(told(to_target(self.state.rounds, target)), flush=True)
        if not self.state.alone:
            return
        from fedsim.text.verdict import verdict_of  # SciPy and pandas: not for every command

        if verdict := verdict_of([self.state]):
            print("\n".join([verdict.headline, *verdict.details]), flush=True)

    def _of_newcomers(self) -> Iterator[str]:
        """What the shared model does at hospitals that never took part."""
        names = [self._config.hospital_names[place] for place in newcomers(self._config.hospitals)]
        if names:
            from fedsim.text.newcomers import sentence  # pandas: not for every command

            yield from filter(None, (sentence(self.state, name) for name in names))


def lines(event: Event, config: SimulationConfig) -> list[str]:
    """What is printed of an event; nothing of those that only move the bar."""
    match event:
        case Started():
            return [_headline(event), *terminal.headline(config, event)]
        case RoundFinished():
            said = [_round_line(event, config)]
            if event.round and has_stragglers(config) and event.virtual_time is not None:
                said.append(Words.VIRTUAL.format(time=short(event.virtual_time)))
            return said
        case LeftOut():
            return [(Words.LEFT_OUT if event.out else Words.IS_BACK).format(hospital=event.hospital, round=event.round)]
        case Attacked():
            return [_attack_line(event)]
        case BaselineFinished():
            return [_baseline_line(event)]
    return []


class Bar:
    """How far the whole run is, and what is being trained."""

    def __init__(self, config: SimulationConfig) -> None:
        self._state = RunState("", config)
        self._tqdm = tqdm(
            total=1.0,
            bar_format="{percentage:3.0f}%|{bar}| {elapsed}<{remaining}{postfix}",
            disable=not sys.stderr.isatty(),
            leave=False,
            miniters=0,
        )
        self.close = self._tqdm.close

    def follow(self, event: Event) -> None:
        self._state = self._state.after(event, 0.0)  # no time is told of it
        if words := _doing(event):
            self._tqdm.set_postfix_str(words, refresh=False)
        self._tqdm.update(share_done(self._state) - self._tqdm.n)

    def print(self, line: str) -> None:
        """Print a line above the bar."""
        with self._tqdm.external_write_mode(file=sys.stdout):
            print(line, flush=True)


def advice(config: SimulationConfig) -> list[str]:
    """What the page says beside Run: warnings, and which images are left over."""
    said = advice_for(config, data.load(config.dataset, config.size))
    warnings = (Words.WARNING.format(warning=warning) for warning in said.warnings())
    return [*warnings, *map(str, filter(None, [said.left_over()]))]


def _doing(event: Event) -> str:
    match event:
        case Progress():
            at = {"round": event.round, "hospital": event.hospital}
            return BarWords.TOGETHER.format(**at, done=event.done, total=event.total)
        case RoundFinished():
            return BarWords.ROUND.format(round=event.round)
        case BaselineProgress():
            words = BarWords.POOLED if event.hospital is None else BarWords.ALONE
            return words.format(hospital=event.hospital, done=event.done, total=event.total)
    return ""


def _headline(started: Started) -> str:
    title = dataset_words.title(started.dataset, started.dataset_title)
    images = {"train": number(started.num_train), "test": number(started.num_test)}
    return "\n".join(
        [
            Words.IMAGES.format(dataset=title, device=started.device, **images),
            *(_many(started) if len(started.hospitals) > MOST_EACH else map(_hospital_line, started.hospitals)),
        ]
    )


def _hospital_line(hospital: HospitalInfo) -> str:
    return (Words.HOSPITAL if hospital.excluded else Words.HOSPITAL_ALL).format(
        name=hospital.name, images=counted(hospital.num_examples, "image"), classes=commas(hospital.excluded)
    )


def _many(started: Started) -> Iterator[str]:
    """Of many hospitals: how large they are, how many have never seen which classes, and who stands for all."""
    sizes = sorted(hospital.num_examples for hospital in started.hospitals)
    middle, (least, most) = round(median(sizes)), (number(size) for size in (sizes[0], sizes[-1]))
    hospitals = counted(len(sizes), "hospital")
    yield Words.HOSPITALS.format(hospitals=hospitals, least=least, most=most, median=counted(middle, "image"))
    for excluded, times in Counter(hospital.excluded for hospital in started.hospitals).most_common():
        words = Words.NEVER_SEEN if excluded else Words.SEEN_ALL
        yield words.format(hospitals=counted(times, "hospital"), classes=commas(excluded))
    if started.sample:
        yield Words.SAMPLE.format(n=len(started.sample), hospitals=listed(few(started.sample)))


def _round_line(finished: RoundFinished, config: SimulationConfig) -> str:
    if finished.num_hospitals > MOST_EACH:
        least, _, middle, _, most = map(_fraction, finished.on_own_classes or [None] * 5)
        own = Words.SPREAD.format(least=least, median=middle, most=most)
    else:
        own = "  ".join(f"{each.name} {_fraction(each.global_accuracy_on_own_classes)}" for each in finished.hospitals)
    line = (Words.ROUND if finished.epsilon is None else Words.ROUND_PRIVATE).format(
        round=finished.round,
        what=Words.ACCURACY_OWN if has_own_models(config) else Words.ACCURACY,
        accuracy=_fraction(finished.accuracy),
        loss=decimals(finished.loss, 4),
        own=own,
        epsilon=short(finished.epsilon or 0.0),
        seconds=decimals(finished.seconds, 1),
    )
    failed = [each for each in finished.hospitals if each.status == "failed"]
    if len(failed) > MOST_NAMED:
        failed, more = failed[:MOST_NAMED], counted(len(failed) - MOST_NAMED, "hospital")
    else:
        more = ""
    reached = [
        Words.ATTACK_SUCCESS.format(aim=aim_of(each), share=_fraction(each.share)) for each in finished.attack_success
    ]
    reached += [_shortcut_line(each) for each in finished.shortcut]
    who = who_was_missing(finished, never_there(config.hospitals))
    missing = [Words.WHO.format(who=who)] if who else []
    why = [Words.HOSPITAL_FAILED.format(name=each.name, error=each.error) for each in failed]
    if more:
        why.append(Words.MORE_FAILED.format(hospitals=more))
    return "\n".join([line, *map(_newcomer_line, finished.newcomers), *reached, *missing, *why])


def _newcomer_line(each: Newcomer) -> str:
    words = Words.NEWCOMER if each.tuned_accuracy is None else Words.NEWCOMER_TUNED
    came, tuned = each.accuracy_on_own_classes, each.tuned_accuracy_on_own_classes
    return words.format(hospital=each.name, came=_fraction(came), tuned=_fraction(tuned))


def _fraction(accuracy: float | None) -> str:
    return "–" if accuracy is None else decimals(accuracy, 4)


def _attack_line(attacked: Attacked) -> str:
    update = attacked.target == "update"
    if attacked.auc is None:
        words = Words.UPDATE_NOT_DONE if update else Words.GLOBAL_NOT_DONE
        return words.format(hospital=attacked.hospital, reason=attacked.reason)
    return (Words.UPDATE if update else Words.GLOBAL).format(
        hospital=attacked.hospital,
        auc=decimals(attacked.auc, 3),
        low=decimals(attacked.auc_low or 0.0, 3),
        high=decimals(attacked.auc_high or 0.0, 3),
        share=percent(attacked.tpr_at_1_percent_fpr or 0.0, 1),
    )


def _shortcut_line(of: ShortcutAccuracy) -> str:
    values = _fraction(of.accuracy_with), _fraction(of.accuracy_without), _fraction(of.accuracy_wrong)
    return Words.SHORTCUT.format(said=in_line(of, values))


def _baseline_line(finished: BaselineFinished) -> str:
    if finished.hospital is None:
        words = Words.POOLED_BEFORE if finished.cached else Words.POOLED
    else:
        words = Words.ALONE_BEFORE if finished.cached else Words.ALONE
    line = words.format(
        hospital=finished.hospital,
        accuracy=_fraction(finished.accuracy),
        epochs=counted(len(finished.epochs), "epoch"),
        seconds=decimals(finished.seconds, 1),
    )
    return "\n".join([line, *map(_shortcut_line, finished.shortcut)])
