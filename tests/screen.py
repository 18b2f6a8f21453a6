"""An AppTest's session state as Streamlit's own is read: for asking what the controls say."""

from typing import Any

from streamlit.testing.v1 import AppTest


class ScreenState:
    """Reads by attribute and by key."""

    def __init__(self, app: AppTest) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        return self._app.session_state[name]

    __getitem__ = __getattr__

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self._app.session_state[name]
        except KeyError:
            return default
