"""fedsim: `streamlit run app.py`. The list of pages and, in sight from each, of the runs that are under way.

The server imports this file and finds `app`; every visitor's script runs it, and shows the page.
"""

import sys
import threading

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.starlette import App


def show() -> None:
    """Draw the page that is asked for, and what stands beside each."""
    from fedsim.text.pages.shared import Pages
    from fedsim.ui.shared import languages
    from fedsim.ui.shared.queue import queue
    from fedsim.ui.shared.session import enter
    from fedsim.ui.shared.style import apply_style
    from fedsim.ui.signing_in import sign_in

    # Before the list of pages, too: else the browser fetches a page's icon from another server.
    st.set_page_config(page_title="fedsim", page_icon="docs/icon.svg", layout="wide")
    languages.choose()
    sign_in()
    enter()
    page = st.navigation(
        [
            st.Page("pages/simulate.py", title=Pages.SIMULATE, icon=":material/play_circle:", default=True),
            st.Page("pages/present.py", title=Pages.PRESENT, icon=":material/slideshow:"),
            st.Page("pages/compare.py", title=Pages.COMPARE, icon=":material/compare:"),
            st.Page("pages/try_it.py", title=Pages.TRY_IT, icon=":material/touch_app:"),
            st.Page("pages/runs.py", title=Pages.RUNS, icon=":material/history:"),
            st.Page("pages/scenarios.py", title=Pages.SCENARIOS, icon=":material/auto_stories:"),
            st.Page("pages/explore.py", title=Pages.EXPLORE, icon=":material/explore:"),
            st.Page("pages/privacy.py", title=Pages.PRIVACY, icon=":material/shield_lock:"),
            st.Page("pages/data.py", title=Pages.DATA, icon=":material/database:"),
            st.Page("pages/learn.py", title=Pages.LEARN, icon=":material/school:"),
        ]
    )
    st.set_page_config(page_title=Pages.TAB.format(page=page.title), page_icon="docs/icon.svg")
    apply_style()
    languages.switch()
    with st.sidebar:
        queue()
    page.run()


def wake() -> None:
    """Open the runs that are kept."""
    from fedsim.ui.shared.resources import registry

    registry()


if get_script_run_ctx(suppress_warning=True) is None:
    import fedsim.charts  # noqa: F401 - before any session: two that import Altair at once deadlock
    from fedsim.settings.limits import LimitsError, in_force
    from fedsim.ui.door import Door, open_up
    from fedsim.ui.password import Password
    from fedsim.ui.serving import SafeHeaders
    from fedsim.ui.visitors import VisitorCookie

    try:
        open_up()
    except LimitsError as error:
        sys.exit(f"fedsim: {error}")
    if in_force().shared:  # it goes on with what had waited, before anybody comes
        threading.Thread(target=wake, daemon=True).start()
    app = App(__file__, middleware=[Middleware(each) for each in (SafeHeaders, Password, Door, VisitorCookie)])
else:
    show()
