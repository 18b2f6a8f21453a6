"""What a walk through the app shows to weak eyes, says to a screen reader, and leaves in the server's log.

The walk in the light is in English, the one in the dark in Chinese.
"""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from all_pages import NAMES
from axe import opened, unfolded
from playwright.sync_api import Page

from fedsim.language import speaking
from fedsim.text.pages.shared import Pages

pytestmark = pytest.mark.timeout(900)
READERS = {"en": ("en-US", "light"), "zh-Hans": ("zh-CN", "dark")}
CONTROL = re.compile(r'^\s*- (checkbox|textbox|slider|combobox|radio|spinbutton) "([^"]*)"', re.MULTILINE)
MARKDOWN = re.compile(r":[a-z]+\[|\*\*|\]\(")
OURS = re.compile(r"Traceback|Exception|Error:|fedsim|warn|upgrade", re.IGNORECASE)


@pytest.fixture(scope="module", params=[(name, language) for name in NAMES for language in READERS], ids="-".join)
def seen(walk, request) -> Iterator[tuple[Page, str, str]]:
    """A page, its name and its reader's language."""
    name, language = request.param
    locale, scheme = READERS[language]
    page = walk.open(name, locale=locale, color_scheme=scheme)
    yield page, name, language
    page.close()


def test_focus_stays_on_run(walk) -> None:
    assert walk.kept_focus


def test_every_page_has_one_heading_of_the_first_rank_and_a_title_of_its_own(seen) -> None:
    page, name, language = seen
    with speaking(language):
        title = Pages.TAB.format(page=getattr(Pages, name.upper()))
    assert (page.locator("h1").count(), page.title()) == (1, title)


def test_every_control_is_heard_by_a_name_of_its_own_and_without_markdown(seen) -> None:
    names = CONTROL.findall(seen[0].locator("body").aria_snapshot())
    assert [name for _, name in names if not name or MARKDOWN.search(name)] == []
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_axe_finds_nothing_that_would_keep_somebody_out(seen) -> None:
    page, _, language = seen
    looks = (unfolded, opened) if language == "en" else (unfolded,)  # what opens is made of the same parts
    assert sorted(set().union(*(found for look in looks for found in look(page)))) == []


def test_the_log_holds_no_error_and_no_warning_of_ours(walk) -> None:
    log = re.sub(r"\x1b\[[0-9;]*m", "", walk.log.read_text())
    assert [line for line in log.splitlines() if OURS.search(line) and "GET /" not in line] == []
