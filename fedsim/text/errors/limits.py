"""What a shared server does not allow, and settings of its operator that are none."""

from fedsim.language import N_, _


def too_many_own_runs(own: int, number: int, most: int) -> str:
    from fedsim.text.format import counted

    return _(
        "You have {own} waiting or running, and this would be {number} more; on this server one visitor may have "
        "{most} at a time. Wait until some are over, stop some, or ask for fewer."
    ).format(own=counted(own, "run"), number=number, most=most)


def too_many_runs(live: int, number: int, most: int) -> str:
    from fedsim.text.format import counted

    return _(
        "{live} of all visitors wait or run, and this would be {number} more; this server takes {most} at a time. Try "
        "again in a while."
    ).format(live=counted(live, "run"), number=number, most=most)


def run_too_long(minutes: float, most: int) -> str:
    from fedsim.text.format import duration

    return _(
        "This run would take about {time}; on this server a run may take {most}. Choose fewer rounds, local epochs or "
        "images."
    ).format(time=duration(60 * minutes), most=duration(60 * most))


def run_took_too_long(most: int) -> str:
    from fedsim.text.format import duration

    return _(
        "Stopped: on this server a run may take {most}. What was finished is kept. Choose fewer rounds, local epochs "
        "or images."
    ).format(most=duration(60 * most))


def paused_too_long(most: int) -> str:
    from fedsim.text.format import duration

    return _(
        "Stopped: on this server a run may be paused for {most}, since others wait meanwhile. What was finished is "
        "kept, and Resume goes on from there."
    ).format(most=duration(60 * most))


WORDS = {
    "too-many-own-runs": too_many_own_runs,
    "too-many-runs": too_many_runs,
    "run-too-long": run_too_long,
    "run-took-too-long": run_took_too_long,
    "paused-too-long": paused_too_long,
    "too-many-hospitals-here": N_(
        "On this server a run may have {most} hospitals, and this one has {hospitals}: choose fewer."
    ),
    "disk-nearly-full": N_(
        "This server's disk has {free} MB left, and keeps {least} MB free: nothing new is started. Tell who runs it."
    ),
    "not-your-run": N_("This run is another visitor's: only who started it can stop it or add to it."),
    "shared-or-not": N_("{variable} must be yes, no or auto, got {got!r}."),
    "limit-no-number": N_("{variable} must be a whole number of at least 1, got {got!r}."),
    "limit-no-folder": N_("{variable} must name a folder that is there, got {got!r}."),
}
"""By code."""
