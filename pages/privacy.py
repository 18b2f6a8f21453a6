"""What privacy promises, what it costs, and what an attack finds."""

import streamlit as st

from fedsim.ui import privacy_attack, privacy_clipping, privacy_promise, privacy_sweep
from fedsim.ui.session import ensure_settings

SECTIONS = {
    "The promise": privacy_promise.show,
    "What it costs": privacy_sweep.show,
    "Clipping": privacy_clipping.show,
    "An attack": privacy_attack.show,
}

ensure_settings()
st.markdown("### What does privacy promise, and what does it cost?")
chosen = st.segmented_control(
    "Part", list(SECTIONS), key="privacy-part", default="The promise", required=True, label_visibility="collapsed"
)
SECTIONS[chosen]()
