"""Who took part in a round, in words."""

from fedsim.events import RoundFinished
from fedsim.language import N_, Words, _, ngettext
from fedsim.text.format import counted, few, listed, number

STATUS = Words(
    {
        "ok": N_("took part"),
        "failed": N_("failed"),
        "idle": N_("not asked"),
        "dropped": N_("dropped out"),
        "late": N_("late"),
        "absent": N_("absent"),
    }
)
"""What became of a hospital in a round, by `HospitalRound.status`."""


def who_was_missing(finished: RoundFinished) -> str | None:
    """How many took part, and who was asked and did not; None where everybody did, and before the first round.

    Who failed has a sentence of its own.
    """
    took_part = sum(hospital.participated for hospital in finished.hospitals)
    if not finished.round or took_part == finished.num_hospitals:
        return None
    parts = [
        ngettext("{n} of {all} hospitals took part", "{n} of {all} hospitals took part", took_part).format(
            n=number(took_part), all=number(finished.num_hospitals)
        ),
        *_by_status(finished),
    ]
    if not took_part:
        parts.append(_("the shared model stays as it was"))
    return "; ".join(parts)


def _by_status(finished: RoundFinished) -> list[str]:
    """Who was asked in vain, by the reason."""
    by_status: dict[str, list[str]] = {}
    for hospital in finished.hospitals:
        if hospital.status in ("dropped", "late", "absent"):
            by_status.setdefault(hospital.status, []).append(hospital.name)
    told = [
        _("{what}: {hospitals}").format(what=STATUS[what], hospitals=listed(few(names)))
        for what, names in by_status.items()
    ]
    if finished.num_absent:
        hospitals = counted(finished.num_absent, "hospital")
        told.append(_("{what}: {hospitals}").format(what=STATUS["absent"], hospitals=hospitals))
    return told
