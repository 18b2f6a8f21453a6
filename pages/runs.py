"""The runs that are kept."""

import streamlit as st

from fedsim.settings.limits import in_force
from fedsim.text.pages import kept as words
from fedsim.text.pages.kept import Page
from fedsim.ui import visitors
from fedsim.ui.kept import MOST, actions, compared, table
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.session import ensure_settings, heading

ensure_settings()
heading(Page.HEADING)
st.caption(Page.LEAD)
store = registry().store
states = store.latest(MOST, asker=visitors.owner())
if states:
    about = store.about()
    chosen = table.choose(states, about)
    actions.show(chosen, about)
    compared.show(chosen)
    if len(states) == MOST:
        st.caption(words.newest(MOST))
    used = sum(store.checkpoints.num_bytes(state.id) for state in states)
    st.caption(words.disk(used, in_force().max_models_mb))
else:
    actions.show([], {})
    st.info(Page.EMPTY, icon=":material/inbox:")
    st.page_link("pages/simulate.py", label=Page.GO, icon=":material/play_circle:")
