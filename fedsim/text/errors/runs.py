"""Runs: the queue, how they end, and the database that keeps them."""

from collections.abc import Sequence

from fedsim.errors import Problem
from fedsim.language import N_, _
from fedsim.text.errors.hospitals import some


def every_hospital_failed(round: int, reasons: Sequence[Problem]) -> str:
    alike: dict[str, list[str]] = {}
    for reason in reasons:
        told = dict(reason.arguments)
        alike.setdefault(str(told["why"]), []).append(told["hospital"])
    each = "; ".join(f"{some(hospitals)}: {why}" for why, hospitals in alike.items())
    return _("Every hospital failed in round {round}. {reasons}").format(round=round, reasons=each)


WORDS = {
    "already-waiting": N_("A run with exactly these settings is waiting already: change one, the seed for example."),
    "already-running": N_("A run with exactly these settings is running already: change one, the seed for example."),
    # the parts of a run
    "federation-failed": N_("The federation failed: {why}"),
    "federation-ended": N_("The federation came to the end."),
    "baselines-failed": N_("The training alone and pooled failed: {why}"),
    "baselines-ended": N_("The training alone and pooled came to the end."),
    "unexpected-there": N_("something unexpected went wrong ({kind}: {words})."),
    # a federation
    "every-hospital-failed": every_hospital_failed,
    "hospital-failed": "{hospital}: {why}",
    "hospital-diverged": N_(
        "Hospital {hospital}'s training loss became {loss} in round {round}: the learning rate {lr:g} is too large. "
        "Try a smaller learning rate, such as {smaller:g}."
    ),
    "hospitals-missing": N_("Only {number} of {hospitals} hospitals answered; try the engine inprocess."),
    "no-answer": N_("no answer"),
    "no-reason": N_("unknown error"),
    "no-update": N_("The hospital sent no update in this round."),
    "ray-not-installed": N_("The engine 'ray' needs Ray, which is not installed; choose inprocess."),
    "ray-without-result": N_("Ray ended without a result; run it again with the engine 'inprocess' to see why."),
    # the database
    "runs-in-memory": N_("Runs are kept in memory, and are gone when the app is closed: {why}."),
    "news-in-memory": N_("What is new is kept in memory for now: {why}."),
    "old-runs-not-shown": N_("The runs of earlier versions are not shown: {why}."),
    "database-newer": N_(
        "{place} was written by a newer fedsim (schema {schema}, this one knows {known}): it was left as it is"
    ),
    "database-locked": N_("{place} is locked by another program"),
    "database-damaged": N_("{place} is damaged ({why})"),
    "database-unusable": N_("{place} cannot be used ({why})"),
}
"""By code."""
