"""The table of what each hospital did in a round."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from fedsim.analysis.frames import hospital_frame
from fedsim.analysis.tested import num_tested
from fedsim.events import RoundFinished
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.runs.state import RunState
from fedsim.text.format import number
from fedsim.text.pages.simulate import Hospitals
from fedsim.text.participation import STATUS
from fedsim.text.promise import promised
from fedsim.text.tested import on_all_classes
from fedsim.ui.shared.tables import cut, in_percent, percent_format
from fedsim.ui.simulate.headline import spent_so_far

NAME = 18  # characters that a column of names has room for


def hospital_table(state: RunState, shown: RoundFinished | None) -> None:
    """Draw it; headings alone where no round is finished yet.

    Args:
        state: the run.
        shown: the round.
    """
    table = _rows(state, shown) if shown else pd.DataFrame({"hospital": []})
    columns = _columns(state)
    table = in_percent(table, columns)
    formats = {"hospital": cut(table["hospital"], NAME), "num_examples": number}
    styled = table.style.format({name: how for name, how in formats.items() if name in table})
    st.dataframe(styled, hide_index=True, placeholder="–", column_config=columns)


def _rows(state: RunState, shown: RoundFinished) -> pd.DataFrame:
    """What each hospital did; where each has a promise of its own, that too."""
    table = hospital_frame(shown)
    table["status"] = [str(each.error) if each.error else STATUS[each.status] for each in shown.hospitals]
    if table["own_images"].isna().all():
        table = table.drop(columns="own_images")
    if mechanism_of(state.config).per_hospital:
        table.insert(1, "privacy", [promised(spent_so_far(hospital)) for hospital in shown.hospitals])
    return table


def _columns(state: RunState) -> dict[str, Any]:
    """The table's headings, and how its numbers are written."""
    text, figure = st.column_config.TextColumn, st.column_config.NumberColumn
    share, kilobytes = partial(figure, format=percent_format()), partial(figure, format="%.0f")
    measured = partial(figure, format="%.2f")
    num_classes = len(state.info.classes) if state.info else 0
    on_classes = on_all_classes(num_tested(state.rounds, num_classes), num_classes)
    return {
        "hospital": text(Hospitals.HOSPITAL),
        "privacy": text(Hospitals.PRIVACY, help=Hospitals.PRIVACY_HELP),
        "status": text(Hospitals.STATUS),
        "num_examples": st.column_config.Column(Hospitals.EXAMPLES),
        "train_accuracy": share(Hospitals.TRAIN, help=Hospitals.TRAIN_HELP),
        "local_accuracy": share(Hospitals.LOCAL.format(on_classes=on_classes), help=Hospitals.LOCAL_HELP),
        "own_images": share(Hospitals.OWN_IMAGES, help=Hospitals.OWN_IMAGES_HELP),
        "update_norm": measured(Hospitals.UPDATE, help=Hospitals.UPDATE_HELP),
        "seconds": measured(Hospitals.SECONDS, help=Hospitals.SECONDS_HELP),
        "kilobytes_up": kilobytes(Hospitals.SENT, help=Hospitals.SENT_HELP),
        "kilobytes_down": kilobytes(Hospitals.RECEIVED, help=Hospitals.RECEIVED_HELP),
    }
