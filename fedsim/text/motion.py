"""What a federation is doing, in words: the whole of it, each hospital on its card, and for who cannot see it."""

from collections.abc import Sequence

from fedsim.analysis.motion import Motion, Phase
from fedsim.analysis.motion_cards import Card
from fedsim.analysis.taking_part import Doing
from fedsim.language import N_, Said, Words, _, ngettext, paragraph
from fedsim.runs.state import RunState
from fedsim.settings.strategy import ROBUST
from fedsim.text.format import counted, few, hospital, listed, number, percent
from fedsim.text.participation import STATUS

DOING = Words(
    {
        "ready": N_("waits"),
        "receiving": N_("gets the model"),
        "training": N_("trains"),
        "sending": N_("sends its model"),
        "sent": N_("model sent"),
        "left-out": N_("left out"),
        "newcomer": N_("never takes part"),
    }
)
"""What a hospital does, beside `STATUS`; a card has room for about so many letters."""
PHASES = Words(
    {
        "queued": N_("Waits for its turn."),
        "preparing": N_("The server makes the first model ready."),
        "sending-down": N_("The server sends the shared model to the hospitals."),
        "averaging": N_("The server averages the models and tests the average."),
        "paused": N_("Paused."),
        "over": N_("All rounds are done."),
        "stopped": N_("Stopped."),
        "failed": N_("The run failed."),
        "interrupted": N_("The program ended before the run did."),
    }
)


class Federation:
    """The words in the picture."""

    SERVER = Said("Server")
    TOGETHER = Said("shared model")
    OWN = Said("its own model")
    SEEN_ALL = Said("has seen all classes")
    NEVER = Said("has never seen {classes}")
    ROUND = Said("Round {round} of {rounds}")
    BEFORE = Said("Before the first round")
    SHARE_DONE = Said("trains, {share}")
    TAKE_PART = Said("{n} of {all} take part")
    AND_MORE = Said("{hospital} and {n} more")
    STAYS = Said("Scans stay here.")
    BAR = Said("{cls}: {images}")


def title(motion: Motion) -> str:
    """The round."""
    if not motion.round:
        return Federation.BEFORE
    return Federation.ROUND.format(round=motion.round, rounds=motion.rounds)


def doing(state: RunState, motion: Motion) -> str:
    """What happens now, or what a round that is over came to: a sentence."""
    if motion.phase is Phase.TRAINING:
        return _training([each.name for each in motion.hospitals if each.doing is Doing.TRAINING])
    if motion.phase is Phase.SENDING_UP:
        return _sending([each.name for each in motion.hospitals if each.doing is Doing.SENDING])
    if motion.phase is Phase.ALONE:
        return _alone(state)
    if motion.phase is Phase.PAST:
        return _past(motion)
    if motion.phase is Phase.AVERAGING and state.config.strategy.kind in ROBUST:
        return _("The server makes one model of them by its rule, and tests it.")
    return PHASES[motion.phase]


def on_card(card: Card) -> str:
    """What a hospital does, or of several how many take part."""
    if len(card.places) > 1:
        return Federation.TAKE_PART.format(n=number(card.num_taking_part), all=number(len(card.places)))
    one = card.hospital
    if one.doing is Doing.TRAINING and one.share is not None:
        return Federation.SHARE_DONE.format(share=percent(one.share))
    return (STATUS if one.doing in STATUS else DOING)[one.doing]


def called(card: Card) -> str:
    """A hospital's name, or the first one's and how many more."""
    name, more = card.hospital.name, len(card.places) - 1
    return Federation.AND_MORE.format(hospital=hospital(name), n=number(more)) if more else name


def lacks(never_seen: Sequence[str]) -> str:
    """What it has never seen."""
    return Federation.NEVER.format(classes=listed(few(never_seen))) if never_seen else Federation.SEEN_ALL


def describe(state: RunState, motion: Motion) -> str:
    """The whole picture, for who cannot see it."""
    parts = [
        _("The federation: a server and {hospitals}.").format(hospitals=counted(len(motion.hospitals), "hospital")),
        _("{round}: {what}").format(round=title(motion), what=doing(state, motion)),
    ]
    if motion.accuracy is not None:
        parts.append(
            _("The shared model names {share} of the test images rightly.").format(share=percent(motion.accuracy))
        )
    return paragraph(parts)


def _who(names: Sequence[str]) -> str:
    """Several by their names alone: there is little room."""
    return hospital(names[0]) if len(names) == 1 else listed(few(names))


def _training(names: Sequence[str]) -> str:
    said = ngettext("{hospitals} trains on its own images.", "{hospitals} train on their own images.", len(names))
    return said.format(hospitals=_who(names))


def _sending(names: Sequence[str]) -> str:
    said = ngettext(
        "{hospitals} sends its model to the server.", "{hospitals} send their models to the server.", len(names)
    )
    return said.format(hospitals=_who(names))


def _alone(state: RunState) -> str:
    current = state.baseline_progress
    if current is None or current.hospital is None:
        return _("For comparison, one model trains on all images in one place.")
    return _("For comparison, {hospital} trains by itself.").format(hospital=hospital(current.hospital))


def _past(motion: Motion) -> str:
    sent = [each.name for each in motion.hospitals if each.doing is Doing.SENT]
    if not motion.round:
        return _("Nobody has trained yet.")
    if not sent:
        return _("Nobody sent a model.")
    said = ngettext("{hospitals} sent its model.", "{hospitals} sent their models.", len(sent))
    return said.format(hospitals=_who(sent))
