"""Starting a run from any page: what a click on Run comes to, and what is said of it."""

import streamlit as st

from fedsim.runs.registry import AlreadyQueued
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.text.format import counted
from fedsim.text.pages.shared import Starting
from fedsim.ui.shared.resources import registry, show_run
from fedsim.ui.shared.words import plain

INTO_VIEW = """<script>
if (window.fedsimInView !== "RUN_ID") {
  window.fedsimInView = "RUN_ID";
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  let looks = 0;
  const timer = setInterval(() => {
    const run = document.querySelector(".st-key-run-shown");
    if (!run || ++looks > 20) return clearInterval(timer);
    const off = run.getBoundingClientRect().top - parseFloat(getComputedStyle(run).scrollMarginTop);
    if (Math.abs(off) < 4) clearInterval(timer);
    else run.scrollIntoView({behavior});
  }, 200);
  for (const moved of ["wheel", "touchmove", "keydown", "pointerdown"])
    addEventListener(moved, () => clearInterval(timer), {once: true, passive: true});
}
</script>"""
"""Once a run; it looks again while the page grows, and not when the reader moves."""


def start(config: SimulationConfig) -> None:
    """Start a run, in a callback; `tell` says what came of it.

    A run that has to wait leaves the viewer where he is, with the queue in sight.
    """
    state = st.session_state
    try:
        run_id = registry().start(config)
    except AlreadyQueued as same:
        state.already = (str(same), same.run_id)
    except ConfigError as error:
        state.toast = (plain(str(error)), ":material/error:")
    else:
        state.just_started = True
        if ahead := registry().ahead_of(run_id):
            state.toast = (Starting.QUEUED.format(runs=counted(ahead, "run")), ":material/queue:")
        else:
            show_run(run_id)
            state.started_here = run_id


def tell() -> None:
    """Say once, beside the button, what a click on it came to: a callback draws nothing by itself."""
    if st.session_state.pop("just_started", False):
        st.rerun()
    if toast := st.session_state.pop("toast", None):
        st.toast(toast[0], icon=toast[1])
    if already := st.session_state.pop("already", None):
        text, run_id = already
        st.info(text, icon=":material/content_copy:")
        st.page_link("pages/simulate.py", label=Starting.SHOW, icon=":material/arrow_forward:",
                     query_params={"run": run_id})  # fmt: skip


def bring_into_view(run_id: str) -> None:
    """Scroll once to a run that was started here: below many hospitals, or on a phone, it would begin out of sight."""
    if st.session_state.get("started_here") == run_id:
        st.html(INTO_VIEW.replace("RUN_ID", run_id), unsafe_allow_javascript=True)
