"""The runs that are kept."""

import streamlit as st

from fedsim.analysis.view import NAMES
from fedsim.settings.limits import in_force
from fedsim.text.pages import kept as words
from fedsim.text.pages.kept import Page
from fedsim.ui import visitors
from fedsim.ui.kept import MOST, actions, address, chosen, compared, live, table, taking_in
from fedsim.ui.shared.figures import take_away
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.session import ensure_settings, heading

address.read()  # before a run that is under way takes the address
ensure_settings(own=NAMES)
store = registry().store
said = store.about()
states = chosen.with_named(store.latest(MOST, asker=visitors.owner()), said)
about = {state.id: said[state.id] for state in states if state.id in said and visitors.is_own(state)}
heading(Page.HEADING, Page.PURPOSE)
if states:
    picked = table.choose(states, about)
    address.write()  # at once, and below once more with what is drawn between for the first time
    actions.show(picked, about)
    compared.show(picked, states)
    if len(states) >= MOST:
        st.caption(words.newest(MOST))
    used = sum(store.checkpoints.num_bytes(state.id) for state in states)
    st.caption(words.disk(used, in_force().max_models_mb))
    live.follow(states)
else:
    actions.show([], {})
    st.info(Page.EMPTY, icon=":material/inbox:")
    st.page_link("pages/simulate.py", label=Page.GO, icon=":material/play_circle:")
    taking_in.show()
address.write()
take_away()
