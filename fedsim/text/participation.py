"""Who took part in a round, in words."""

from collections.abc import Collection

from fedsim.events import RoundFinished
from fedsim.language import N_, Words, _, ngettext, semicolons
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


def who_was_missing(finished: RoundFinished, newcomers: Collection[str] = ()) -> str | None:
    """How many took part, and who was asked and did not; None where everybody did, and before the first round.

    Who failed has a sentence of its own, and so have those that never take part.

    Args:
        finished: the round.
        newcomers: names of these.
    """
    took_part = sum(hospital.participated for hospital in finished.hospitals)
    number_of_all = finished.num_hospitals - len(newcomers)
    if not finished.round or took_part == number_of_all:
        return None
    parts = [
        ngettext("{n} of {all} hospitals took part", "{n} of {all} hospitals took part", took_part).format(
            n=number(took_part), all=number(number_of_all)
        ),
        *_by_status(finished, newcomers),
    ]
    if not took_part:
        parts.append(_("the shared model stays as it was"))
    return semicolons(parts)


def _by_status(finished: RoundFinished, newcomers: Collection[str]) -> list[str]:
    """Who was asked in vain, by the reason."""
    by_status: dict[str, list[str]] = {}
    for hospital in finished.hospitals:
        if hospital.status in ("dropped", "late", "absent") and hospital.name not in newcomers:
            by_status.setdefault(hospital.status, []).append(hospital.name)
    told = [
        _("{what}: {hospitals}").format(what=STATUS[what], hospitals=listed(few(names)))
        for what, names in by_status.items()
    ]
    counted_away = finished.num_absent - len({*newcomers} - {each.name for each in finished.hospitals})
    if counted_away > 0:
        hospitals = counted(counted_away, "hospital")
        told.append(_("{what}: {hospitals}").format(what=STATUS["absent"], hospitals=hospitals))
    return told
