"""What privacy promises, what it costs, and what an attack finds."""

import streamlit as st

from fedsim.ui.privacy import (
    clipping as privacy_clipping,
)
from fedsim.ui.privacy import (
    membership as privacy_attack,
)
from fedsim.ui.privacy import (
    promise as privacy_promise,
)
from fedsim.ui.privacy import (
    sweep as privacy_sweep,
)
from fedsim.ui.shared.controls import pick
from fedsim.ui.shared.session import ensure_settings
from fedsim.ui.shared.style import heading

SECTIONS = {
    "The promise": privacy_promise.show,
    "What it costs": privacy_sweep.show,
    "Clipping": privacy_clipping.show,
    "An attack": privacy_attack.show,
}
START, KEY = "The promise", "privacy-part"

ensure_settings(part=st.session_state.get(KEY, START))
heading("What does privacy promise, and what does it cost?")
SECTIONS[pick("Part", list(SECTIONS), KEY, START, show_label=False)]()
