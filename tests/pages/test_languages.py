"""Who reads which language: the address, the choice in the header, the browser, the server."""

import re
import threading

import pytest
from real import open_page
from streamlit.testing.v1 import AppTest

from fedsim.language import language
from fedsim.settings.config import SimulationConfig
from fedsim.ui.shared import handing_over

CHINESE = re.compile("[\u4e00-\u9fff]")


def switch(app: AppTest):
    return app.selectbox(key="language")


def in_chinese(app: AppTest) -> bool:
    assert not app.exception
    return bool(CHINESE.search(app.main.title[0].value if app.main.title else app.main.header[0].value))


def test_an_address_names_the_language(registry) -> None:
    """What a choice does is tried in a browser: an AppTest words what it sends as chosen itself."""
    app = open_page("simulate", lang="zh-Hans")
    assert in_chinese(app)
    assert (switch(app).value, switch(app).options) == ("zh-Hans", ["English", "中文"])


def test_a_language_is_no_setting_of_a_link(registry, config: SimulationConfig) -> None:
    assert not open_page("simulate", config, lang="en").warning
    assert not open_page("simulate", lang="zh-CN").warning


def test_an_unknown_language_is_told_once(registry) -> None:
    app = open_page("simulate", lang="<b>xx</b>")
    assert not in_chinese(app)
    assert ["xx" in toast.value for toast in app.toast] == [True]
    assert not app.run().toast


def test_a_server_may_name_one(registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSIM_LANGUAGE", "zh-Hans")
    assert in_chinese(open_page("data"))
    assert not in_chinese(open_page("simulate", lang="en"))


def test_a_file_that_is_made_in_another_thread_speaks_the_pages_language() -> None:
    made: list[str] = []
    work = [handing_over._made, lambda: made.append(language()) or "", {}, "key", "", "zh-Hans"]
    thread = threading.Thread(target=work[0], args=work[1:])
    thread.start()
    thread.join()
    assert (made, language()) == (["zh-Hans"], "en")
