"""What privacy promises, what it costs, and what an attack finds."""

import streamlit as st

from fedsim.ui import privacy_attack, privacy_clipping, privacy_promise, privacy_sweep
from fedsim.ui.controls import pick
from fedsim.ui.session import ensure_settings

SECTIONS = {
    "The promise": privacy_promise.show,
    "What it costs": privacy_sweep.show,
    "Clipping": privacy_clipping.show,
    "An attack": privacy_attack.show,
}
START, KEY = "The promise", "privacy-part"

ensure_settings(part=st.session_state.get(KEY, START))
st.markdown("### What does privacy promise, and what does it cost?")
SECTIONS[pick("Part", list(SECTIONS), KEY, START, show_label=False)]()
