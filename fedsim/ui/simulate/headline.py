"""What a round comes to, in a row of numbers: the story, and with privacy what is promised so far."""

from collections.abc import Sequence

import streamlit as st

from fedsim.analysis.target import to_target
from fedsim.events import HospitalRound, Matrix, RoundFinished
from fedsim.hospitals.participation.clock import has_stragglers
from fedsim.language import paragraph
from fedsim.privacy.accounting import Spent
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.runs.state import RunState
from fedsim.settings.presence import never_there, takes_part
from fedsim.settings.stop_at import target_of
from fedsim.text.format import hospital as named
from fedsim.text.format import percent, short, shortened
from fedsim.text.pages.simulate import Headline
from fedsim.text.participation import who_was_missing
from fedsim.text.promise import LEVELS, UNIT_NAMES, chance, promised, unit_of, worth_in_short
from fedsim.text.target import told
from fedsim.ui.shared.session import get_settings
from fedsim.ui.shared.words import plain, tied

MAX_HEADLINES = 3
LABEL = 16  # characters of a name on a card


def headline(state: RunState, shown: RoundFinished | None, classes: Sequence[str]) -> None:
    """The story in numbers: what each hospital has never seen, found by the shared model and by its local one."""
    blind = [each for each in state.config.hospitals if each.excluded and takes_part(each)]
    shown_as = _on_cards(state.config.hospital_names) | _on_cards([hospital.excluded[0] for hospital in blind])
    with st.container(horizontal=True, gap="small", key="cards"):
        _metric(
            Headline.OWN_MODELS if state.has_own_models else Headline.TOGETHER,
            shown.accuracy if shown else None,
            Headline.ROUND.format(round=shown.round, seed=state.config.seed) if shown else "–",
            Headline.OWN_MODELS_HELP if state.has_own_models else Headline.TOGETHER_HELP,
        )
        for hospital in blind[: MAX_HEADLINES - state.config.private]:  # privacy has a card too
            cls, own = hospital.excluded[0], own_round(shown, hospital.name)
            alone = _recall(own.local_confusion_matrix if own else None, classes, cls)
            names = {"cls": plain(cls), "hospital": plain(hospital.name)}
            short = {"cls": plain(shown_as[cls]), "hospital": plain(shown_as[hospital.name])}
            _metric(
                Headline.NEVER_SEEN.format(**short),
                _recall(shown.confusion_matrix if shown else None, classes, cls),
                Headline.AFTER_OWN.format(share=share(alone)),
                (Headline.NEVER_SEEN_HELP_OWN if state.has_own_models else Headline.NEVER_SEEN_HELP).format(**names),
            )
        if state.config.private:
            _privacy_card(state, shown)
    if state.config.private:
        st.caption(_about_privacy(state, shown))


def _on_cards(names: Sequence[str]) -> dict[str, str]:
    return dict(zip(names, shortened(names, LABEL), strict=True))


def _privacy_card(state: RunState, shown: RoundFinished | None) -> None:
    """What is promised so far; without noise it says so, and gives no number."""
    spent = spent_so_far(shown) if shown else None
    value = promised(spent) if shown else "–"
    note = chance(spent) if spent else Headline.NO_NOISE if shown else "–"
    st.metric(Headline.PRIVACY, value, note, delta_color="off", delta_arrow="off", help=unit_of(state.config),
              border=True)  # fmt: skip


def _about_privacy(state: RunState, shown: RoundFinished | None) -> str:
    """What privacy changed in this run, and what its number is worth."""
    spent = spent_so_far(shown) if shown else None
    hidden = mechanism_of(state.config).unit
    parts = [
        Headline.PRIVACY_OF.format(unit=UNIT_NAMES[hidden], level=LEVELS[hidden])
        if spent or not shown
        else Headline.HIDES_NOBODY
    ]
    if spent:
        parts.append(Headline.WORTH.format(epsilon=promised(spent), worth=worth_in_short(spent)))
    if state.info and state.info.weighting == "equal":
        parts.append(Headline.EQUAL)
    if state.config.model == "resnet18":
        parts.append(Headline.GROUP_NORM)
    return paragraph(parts)


def _metric(label: str, value: float | None, note: str, text: str) -> None:
    st.metric(label, share(value), note, delta_color="off", delta_arrow="off", help=text, border=True)


def warn_of_failures(shown: RoundFinished | None) -> None:
    failed = [hospital for hospital in shown.hospitals if hospital.status == "failed"] if shown else []
    for hospital in failed:
        st.warning(
            Headline.FAILED.format(hospital=plain(named(hospital.name)), error=plain(str(hospital.error or ""))),
            icon=":material/warning:",
        )


def tell_target(state: RunState) -> None:
    """What it took to reach the target accuracy that is set now, or else the run's own; nothing where there is none."""
    target = get_settings().target_accuracy or target_of(state.config)
    if target is not None:
        st.markdown(f":material/flag: {tied(told(to_target(state.rounds, target)))}")


def tell_who_was_missing(state: RunState, shown: RoundFinished | None) -> None:
    """Who did not take part by plan, and what the virtual clock says where that is worth a word."""
    if shown and (who := who_was_missing(shown, never_there(state.config.hospitals))):
        st.caption(f":material/group_off: {plain(Headline.ROUND_SAYS.format(round=shown.round, who=who))}")
    if shown and shown.round and shown.virtual_time is not None and has_stragglers(state.config):
        until = sum(each.virtual_time or 0.0 for each in state.rounds if each.round <= shown.round)
        said = Headline.VIRTUAL.format(time=short(shown.virtual_time), until=short(until))
        st.caption(f":material/hourglass: {said}")


def own_round(shown: RoundFinished | None, name: str) -> HospitalRound | None:
    return next((hospital for hospital in shown.hospitals if hospital.name == name), None) if shown else None


def spent_so_far(of: RoundFinished | HospitalRound) -> Spent | None:
    return None if of.epsilon is None or of.delta is None else Spent(of.epsilon, of.delta)


def _recall(matrix: Matrix | None, classes: Sequence[str], cls: str) -> float | None:
    """Share of a true class that is recognised."""
    if matrix is None or cls not in classes:
        return None
    row = matrix[classes.index(cls)]
    return row[classes.index(cls)] / sum(row) if sum(row) else None


def share(value: float | None) -> str:
    """As sentences write it; a dash for what is not there."""
    return tied(percent(value)) if value is not None else "–"
