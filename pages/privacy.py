"""What privacy promises, what it costs, and what membership inference finds."""

import streamlit as st

from fedsim.text.pages.privacy import PARTS, Page
from fedsim.ui.privacy import clipping as privacy_clipping
from fedsim.ui.privacy import membership as privacy_attack
from fedsim.ui.privacy import promise as privacy_promise
from fedsim.ui.privacy import sweep as privacy_sweep
from fedsim.ui.shared.controls import pick
from fedsim.ui.shared.figures import take_away
from fedsim.ui.shared.session import ensure_settings, heading

SECTIONS = {
    "promise": privacy_promise.show,
    "cost": privacy_sweep.show,
    "clipping": privacy_clipping.show,
    "attack": privacy_attack.show,
}
START, KEY = "promise", "privacy-part"

ensure_settings(part=st.session_state.get(KEY, START))
heading(Page.HEADING, Page.PURPOSE)
SECTIONS[pick(Page.PART, list(SECTIONS), KEY, START, format_func=PARTS.__getitem__, show_label=False)]()
take_away()
