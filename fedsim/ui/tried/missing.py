"""Models of a run that cannot be asked, and how to have them."""

from dataclasses import replace

import streamlit as st

from fedsim.analysis.tried import Weights, forget_gone, weights
from fedsim.runs.made_now import made_now
from fedsim.runs.state import RunState, Status
from fedsim.text.models import title
from fedsim.text.pages.try_it import Missing, Page, gone, untrained
from fedsim.ui.shared import starting
from fedsim.ui.shared.earlier import is_earlier
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.ways_on import to_simulate
from fedsim.ui.shared.words import plain
from fedsim.ui.visitors import is_own


def any_kept(state: RunState) -> bool:
    """Whether there is any model to ask."""
    return Weights.THERE in weights(registry().store, state).values()


def tell(state: RunState) -> None:
    """Say which models cannot be asked, and offer to train them."""
    standing = weights(registry().store, state)
    lost = [title(key) for key, each in standing.items() if each is Weights.GONE]
    never = [title(key) for key, each in standing.items() if each is Weights.UNTRAINED]
    if not any_kept(state):
        st.info(Missing.NONE, icon=":material/history:")
    else:
        for words in ([gone(lost)] if lost else []) + ([untrained(never)] if never else []):
            st.caption(plain(words))
    if (lost or never) and is_own(state):
        _offer(state)
    elif not any_kept(state):
        to_simulate(Page.TO_SIMULATE)


def _offer(state: RunState) -> None:
    """The one thing to do: train the baselines that are missing, or all of the run again."""
    standing = weights(registry().store, state)
    federation = {each for key, each in standing.items() if key.kind in ("together", "own")}
    over = state.status in (Status.FINISHED, Status.STOPPED)
    if over and federation == {Weights.THERE} and made_now(state):
        why = starting.why_not(state.config)
        starting.button(Missing.TRAIN, why, _train, [state], key="tried-train", icon=":material/model_training:",
                        text=Missing.TRAIN_HELP)  # fmt: skip
    elif not is_earlier(state):
        again = replace(state.config, baselines="beside") if state.config.baselines == "none" else state.config
        why = starting.why_not(again)
        starting.button(Missing.RUN_AGAIN, why, starting.start, [again, "tried"], key="tried-again",
                        type="primary", icon=":material/replay:")  # fmt: skip
    else:
        return
    starting.say_why(why)
    starting.tell("tried")


def _train(state: RunState) -> None:
    """Their numbers are forgotten with them: what is trained anew has both."""
    if is_own(state):
        forget_gone(registry().store, state)
        starting.add_baselines(state, "tried")
