"""A run told as a story, step by step, on a screen for a room."""

import streamlit as st

from fedsim.errors import shorten
from fedsim.text.pages.shared import OtherRuns
from fedsim.ui.present import leaving
from fedsim.ui.present.payload import payload
from fedsim.ui.present.which import presented
from fedsim.ui.shared.components import component
from fedsim.ui.shared.resources import STAGE
from fedsim.ui.shared.session import ensure_settings

asked = st.query_params.get("run")
ensure_settings(own=STAGE)
leaving.keep_address(asked)
st.html(leaving.ALONE)
shown = presented(asked)
hint = OtherRuns.NOT_HERE.format(run=shorten(asked)) if asked and not shown.kept else None
told = payload(shown, st.context.url or "", hint)
leads = {f"on_{where}_change": leaving.nothing for where in ("leave", "sweep", "turn")}
heard = {"on_language_change": leaving.speak, **leads}
stage = component("present", told, key="present", **heard)
if stage.leave:
    leaving.leave()
elif stage.sweep:
    leaving.to_sweep(shown)
elif stage.turn is not None:
    leaving.take_turn(shown, stage.turn)
