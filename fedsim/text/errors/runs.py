"""Runs: the queue, how they end, and the database that keeps them."""

from collections.abc import Sequence

from fedsim.errors import Problem
from fedsim.language import N_, _, commas, ngettext, semicolons
from fedsim.text.errors.hospitals import some, ways_out


def target_reached(done: int, rounds: int, accuracy: float, target: float) -> str:
    from fedsim.text.format import percent

    shares = {"accuracy": percent(accuracy, 1), "target": percent(target, 1)}
    return _("Ended early, after round {done} of {rounds}: accuracy {accuracy} has reached {target}.").format(
        done=done, rounds=rounds, **shares
    )


def plateau_reached(done: int, rounds: int, patience: int, best: int, accuracy: float, improvement: float) -> str:
    from fedsim.text.format import counted, decimals, percent

    said = {"patience": counted(patience, "round"), "accuracy": percent(accuracy, 1), "best": best}
    return _(
        "Ended early, after round {done} of {rounds}: for {patience} accuracy was no more than {improvement} points "
        "better than {accuracy} after round {best}."
    ).format(done=done, rounds=rounds, improvement=decimals(100 * improvement, 1), **said)


def every_hospital_failed(round: int, reasons: Sequence[Problem]) -> str:
    alike: dict[str, list[str]] = {}
    for reason in reasons:
        told = dict(reason.arguments)
        alike.setdefault(str(told["why"]), []).append(told["hospital"])
    each = semicolons(f"{some(hospitals)}: {why}" for why, hospitals in alike.items())
    return _("Every hospital failed in round {round}. {reasons}").format(round=round, reasons=each)


def model_not_finite(
    round: int, hospitals: Sequence[str], lr: float, server_lr: float | None, cheats: Sequence[str], robust: bool
) -> str:
    """Of the shared model, or of the own ones of some hospitals; whatever may have driven it there is a way out."""
    if hospitals:
        said = ngettext(
            "After round {round} the own model of hospital {hospitals} gives no finite numbers any more. {ways}",
            "After round {round} the own models of hospitals {hospitals} give no finite numbers any more. {ways}",
            len(hospitals),
        )
    else:
        said = _("After round {round} the shared model gives no finite numbers any more. {ways}")
    return said.format(round=round, hospitals=some(hospitals), ways=smaller_steps(lr, server_lr, cheats, robust))


def diverged_in_company(
    hospital: str, loss: float, round: int, lr: float, server_lr: float | None, cheats: Sequence[str], robust: bool
) -> str:
    """A hospital's training, where the model that it received may be what is wrong."""
    return _("Hospital {hospital}'s training loss became {loss} in round {round}. {ways}").format(
        hospital=hospital, loss=loss, round=round, ways=smaller_steps(lr, server_lr, cheats, robust)
    )


def smaller_steps(lr: float, server_lr: float | None, cheats: Sequence[str], robust: bool) -> str:
    """What may keep the numbers small."""
    ways = [Problem.of("smaller-lr", lr=lr, smaller=lr / 10)]
    if server_lr is not None:
        ways.append(Problem.of("smaller-server-lr", lr=server_lr, smaller=server_lr / 10))
    if cheats:
        ways.append(Problem.of("let-be-honest", hospitals=cheats))
        ways += [] if robust else [Problem.of("robust-strategy")]
    return ways_out(ways)


def let_be_honest(hospitals: Sequence[str]) -> str:
    return ngettext(
        "let hospital {hospitals} cheat less", "let hospitals {hospitals} cheat less", len(hospitals)
    ).format(hospitals=some(hospitals))


def runs_unreadable(runs: Sequence[str]) -> str:
    return ngettext(
        "Run {runs} of the database cannot be read, and is left out.",
        "Runs {runs} of the database cannot be read, and are left out.",
        len(runs),
    ).format(runs=some(runs))


def events_unreadable(runs: Sequence[str], number: int) -> str:
    return ngettext(
        "{number} row of what happened in run {runs} cannot be read, and is left out.",
        "{number} rows of what happened in run {runs} cannot be read, and are left out.",
        number,
    ).format(number=number, runs=some(runs))


def script_not_for(run: str, settings: Sequence[str], values: Sequence[str]) -> str:
    from fedsim.text.settings import TEXTS, value_title

    said = [f"{TEXTS[name].title}: {value_title(name, value)}" for name, value in zip(settings, values, strict=True)]
    return _("A plain script cannot repeat this run yet ({settings}). {instead}").format(
        settings=semicolons(said), instead=_instead(run)
    )


def script_without_images(run: str, settings: Sequence[str]) -> str:
    from fedsim.text.settings import TEXTS

    return _(
        "A plain script opens the data set's own file here, and the images of some hospitals are not as they are there "
        "({settings}). {instead}"
    ).format(settings=commas(TEXTS[name].title for name in settings), instead=_instead(run))


def script_too_large(run: str) -> str:
    return _("The images are too many to go along with a plain script. {instead}").format(instead=_instead(run))


def _instead(run: str) -> str:
    return _(
        "With what python -m fedsim runs export {run} --format toml writes, python -m fedsim run --config repeats it."
    ).format(run=run)


WORDS = {
    "target-reached": target_reached,
    "plateau-reached": plateau_reached,
    "already-waiting": N_("A run with exactly these settings is waiting already: change one, the seed for example."),
    "replay-speed": N_("A run is played at {low} to {high} rounds a second, and {value} is none: choose one of these."),
    "plan-changed": N_("Who takes part has changed from round {round} on; the run goes on with that."),
    "already-running": N_("A run with exactly these settings is running already: change one, the seed for example."),
    # the parts of a run
    "federation-failed": N_("The federation failed: {why}"),
    "federation-ended": N_("The federation came to the end."),
    "baselines-failed": N_("The training alone and pooled failed: {why}"),
    "baselines-ended": N_("The training alone and pooled came to the end."),
    "unexpected-there": N_("something unexpected went wrong ({kind}: {words})."),
    # a federation
    "every-hospital-failed": every_hospital_failed,
    "too-few-for-the-rule": N_("Round {round} cannot be aggregated: {why}"),
    "hospital-failed": "{hospital}: {why}",
    "hospital-diverged": N_(
        "Hospital {hospital}'s training loss became {loss} in round {round}: the learning rate {lr:g} is too large. "
        "Try a smaller learning rate, such as {smaller:g}."
    ),
    "hospital-diverged-in-company": diverged_in_company,
    "model-not-finite": model_not_finite,
    "smaller-lr": N_("try a smaller learning rate than {lr:g}, such as {smaller:g}"),
    "smaller-server-lr": N_("a smaller server learning rate than {lr:g}, such as {smaller:g}"),
    "let-be-honest": let_be_honest,
    "robust-strategy": N_("choose a robust strategy, such as FedMedian"),
    "hospitals-missing": N_("Only {number} of {hospitals} hospitals answered; try the engine inprocess."),
    "no-answer": N_("no answer"),
    "no-reason": N_("unknown error"),
    "not-its-images": N_("The hospital cheats: what it sent was not trained on its images as they are."),
    "took-no-part": N_("The hospital takes no part: no model that is tested was trained on its images."),
    "no-update": N_("The hospital sent no update in this round."),
    "ray-not-installed": N_("The engine 'ray' needs Ray, which is not installed; choose inprocess."),
    "ray-without-result": N_("Ray ended without a result; run it again with the engine 'inprocess' to see why."),
    # the database
    "runs-not-shown": N_(
        "{why}. Earlier runs cannot be shown, and new ones are kept in memory for now. Everything else works; fedsim "
        "tries again by itself."
    ),
    "news-in-memory": N_(
        "{why}. Earlier runs are shown; new ones are kept in memory for now, and written as soon as that is possible. "
        "fedsim tries again by itself."
    ),
    "old-runs-not-shown": N_("The runs of earlier versions are not shown: {why}."),
    "runs-unreadable": runs_unreadable,
    "events-unreadable": events_unreadable,
    "checkpoint-not-kept": N_(
        "The newest model could not be kept ({why}). The run goes on; if it is interrupted it can be resumed from an "
        "earlier round alone. Make room on the disk, or let the folder be written to."
    ),
    "about-too-long": N_("A {what} of {length:,} characters is too long: it may have {most:,}. Shorten it."),
    "too-many-tags": N_("{number} tags are too many: a run may have {most}. Leave some out."),
    "live-not-deleted": N_("Run {run} is under way. Stop it first, then delete it."),
    "nothing-to-compare": N_("None of these runs has finished a round. Choose others, or wait until they have."),
    "no-figures-yet": N_("There are no figures: no round is finished."),
    "no-model-kept": N_(
        "The model of run {run} is not kept: others took its room, or an earlier version made the run. Run it again."
    ),
    "script-not-for": script_not_for,
    "script-without-images": script_without_images,
    "script-too-large": script_too_large,
    "script-without-rounds": N_(
        "Run {run} has not finished a round that a plain script could repeat. Wait until it has, or run it again."
    ),
    "script-noise-of-others": N_(
        "Run {run} was made by another version, with other libraries or on another machine, and the seed of its noise "
        "is not known. Run it again, then export that run."
    ),
    "no-such-run": N_("There is no run {run}; `python -m fedsim runs list` names those that there are."),
    # MLflow and TensorBoard
    "log-to-unknown": N_("'{value}' is nothing to log to: `mlflow:sqlite:///runs.db` and `tensorboard:runs` are."),
    "log-package-missing": N_(
        "To log to {kind} the package {package} is needed: `pip install -r requirements-tracking.txt`."
    ),
    "log-failed": N_("The run cannot be logged to {target}: {why}"),
    "log-too-slow": N_("{target} has not taken all of the run within {seconds:.0f} s: `runs log` logs it anew."),
    "logged-already": N_("run {run} is there already."),
    # a results file that is read back
    "results-not-read": N_("{file} cannot be read: {why}."),
    "results-too-large": N_("{file} has more than {most} MB: no run's results file is as large."),
    "upload-too-large": N_(
        "{file} has {size} MB; this page takes {most} at most. On the server `python -m fedsim runs import` takes more."
    ),
    "results-no-json": N_(
        "{file} is no results file, or a damaged one: it is not JSON (line {line}, column {column}). A report, a "
        "table or settings are not enough: give the run's results (JSON), from Download on a page or `runs export`."
    ),
    "no-results-file": N_(
        "{file} is no results file: Download on a page (Results, JSON), `python -m fedsim run --json` and `runs export "
        "--format json` write one."
    ),
    "results-newer": N_(
        "{file} was written by a newer fedsim (schema {schema}, this one knows {known}): take it in with that one."
    ),
    "results-part-wrong": N_("{file} is damaged: {part} is missing, or is not what a results file holds there."),
    "results-damaged": N_("{file} is damaged: a part of it is not what a results file holds there."),
    "results-settings-wrong": N_("{file} has settings that no run of this version has: {why}"),
    "run-kept-already": N_("That run is kept already: it is {run}."),
    "run-kept-deleted": N_("That run, {run}, was deleted: `python -m fedsim runs restore {run}` takes it back."),
    "run-not-written": N_("{why}. Nothing was taken in; try again once that is mended."),
    "nothing-to-resume": N_(
        "Run {run} cannot go on: it is under way, has come to its end, or had not begun. Run it again instead."
    ),
    "resume-of-others": N_(
        "Run {run} was begun by another version, with other libraries or on another machine: from here on its numbers "
        "would be others. Run it again from its start."
    ),
    "database-newer": N_(
        "{place} was written by a newer fedsim (schema {schema}, this one knows {known}): use that one, or move the "
        "file away"
    ),
    "database-locked": N_("{place} is locked by another program ({why}): end that one"),
    "database-damaged": N_(
        "{place} is damaged ({why}): put a copy of it in its place, or move it away and a new one is begun"
    ),
    "database-full": N_("There is no room left for {place} ({why}): delete something from its disk"),
    "database-read-only": N_("{place} can be read only ({why}): make it and its folder writable"),
    "database-unusable": N_("{place} cannot be used ({why})"),
}
"""By code."""
