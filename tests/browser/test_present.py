"""The whole of Present in a real browser, by keyboard: every step, both languages, the speaker's window, the way on."""

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from axe import grave
from presenting import shipped_run
from settling import settle

from benchmarks.browser import open_browser, serve_app
from fedsim.analysis import people
from fedsim.analysis.story import STEPS, Story
from fedsim.language import speaking
from fedsim.text import present as words
from fedsim.text.format import number, percent
from fedsim.text.pages import present as page_words
from fedsim.ui.present.payload import payload
from fedsim.ui.present.rounds import SLOW
from fedsim.ui.present.which import Presented

pytestmark = pytest.mark.timeout(600)

HALL = {"width": 1920, "height": 1080}
PHONE = {"width": 390, "height": 844}
LONG_NAME = "Universitätsklinikum-Schleswig-Holstein, Campus Lübeck, Abt. 3"
LEAST_PX = 24
"""Of any text at 1920 x 1080."""
SMALLEST = """() => {
  const root = document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot.querySelector('.stage');
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || element.closest('style, title, dialog:not([open]), .heard')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    if (!range.getBoundingClientRect().width || !element.checkVisibility({visibilityProperty: true})) continue;
    const scale = element.ownerSVGElement ? element.getScreenCTM().a : 1;
    found.push([scale * parseFloat(getComputedStyle(element).fontSize), node.textContent.trim()]);
  }
  return found;
}"""
"""Every text in sight and how large it is, px on the screen."""
GROUND = {"light": "rgb(255, 255, 255)", "dark": "rgb(23, 22, 20)"}
WATCH = """() => {
  const seen = window.seen = {phases: [], rounds: [], lit: [], packets: [0]};
  const stage = document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot.querySelector('.stage');
  const keep = (list, now) => now !== undefined && list.at(-1) !== now && list.push(now);
  new MutationObserver(() => {
    const picture = stage.querySelector('svg[data-phase]');
    if (!picture) return;
    keep(seen.phases, picture.dataset.phase);
    keep(seen.rounds, picture.dataset.round);
    keep(seen.lit, stage.querySelectorAll('.term.lit').length);
    keep(seen.packets, picture.querySelectorAll('circle[r="9.5"]').length);
  }).observe(stage, {subtree: true, childList: true, attributes: true});
}"""
"""Keeps what the federation in motion goes through, in its order."""
MISFITS = """() => {
  const root = document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot.querySelector('.stage');
  const found = [], edge = root.querySelector('.bar').getBoundingClientRect().top;
  if (root.scrollHeight > root.clientHeight) found.push(`${root.scrollHeight} px in ${root.clientHeight}`);
  const low = [...root.querySelectorAll('.picture *')].map(it => it.getBoundingClientRect().bottom);
  if (Math.max(...low) > edge + 1) found.push(`${Math.max(...low)} px, where the controls begin at ${edge}`);
  const boxes = [...root.querySelectorAll('.sentence, .picture > *')].map(it => it.getBoundingClientRect());
  boxes.sort((one, other) => one.top - other.top);
  boxes.slice(1).forEach((box, at) => boxes[at].bottom > box.top + 1 && found.push(`part ${at} lies over the next`));
  for (const text of root.querySelectorAll('svg[data-phase] > g:not([data-hospital]) > text'))
    if (text.textContent.includes('…')) found.push(text.textContent);
  return found;
}"""
"""Whatever has no room on the stage: what lies below its edge, one part on another, or a line of the server's cut."""
RETELL = """async told => {
  const loaded = performance.getEntriesByType('resource').map(it => it.name);
  const {default: draw} = await import(loaded.find(it => /fedsim\\.present\\/present\\.js/.test(it)));
  const root = document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot.querySelector('.stage');
  draw({parentElement: root.parentNode, data: told});
}"""
"""Feeds the stage that is there with something else."""
KEYS = "/_stcore/bidi-components/fedsim.present/present/keys.js"
KEY_ON_A_SLIDER = """async path => {
  const {Keys} = await import(path), found = {touched: 0, moved: 0};
  const root = document.createElement('div'), slider = document.createElement('input');
  root.append(slider);
  document.body.append(root);
  const next = () => found.moved++, autoplay = {touched: () => found.touched++};
  const keys = new Keys({root, next, autoplay, overview: {}, share: {}});
  slider.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true, composed: true}));
  keys.remove();
  root.remove();
  return found;
}"""


@pytest.fixture(scope="module")
def shipped() -> Presented:
    return shipped_run()


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Iterator:
    folder = tmp_path_factory.mktemp("app")
    with serve_app(folder / "home", folder / "log") as url, open_browser() as browser:
        context = browser.new_context(viewport=HALL, locale="en-US", reduced_motion="reduce")
        page = context.new_page()
        page.app, page.wrong = url, []
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        yield page


def begin(page, query: str = "") -> None:
    page.goto(f"{page.app}/present{query}")
    page.locator(".stage h1").wait_for(timeout=120_000)


def address(page) -> str:
    """As the page itself has it: what Playwright has been told may be older."""
    return page.evaluate("location.href")


def at(page) -> tuple[str, int]:
    """The step on the stage, and the one in the address."""
    return page.locator(".stage").get_attribute("data-step"), int(re.search(r"step=(\d+)", address(page)).group(1))


def sentence(page) -> str:
    return page.locator(".stage h1").inner_text()


def values(page, where: str) -> list[str]:
    return page.locator(f"{where} .bar-row .value").all_inner_texts()


def widths(page, where: str) -> list[float]:
    """How long bars are drawn, as shares of their tracks."""
    return page.locator(f"{where} .fill").evaluate_all("all => all.map(it => parseFloat(it.style.width) / 100)")


@pytest.mark.parametrize(("spoken", "scheme"), [("en", "light"), ("zh-Hans", "dark")])
def test_a_walk_by_keyboard_tells_the_story_and_every_text_is_read_from_the_back(
    page, shipped, tmp_path: Path, spoken: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    begin(page, f"?lang={spoken}")
    assert page.locator(".stage").evaluate("it => getComputedStyle(it).backgroundColor") == GROUND[scheme]
    with speaking(spoken):
        told_in_all_steps(page, shipped.story, tmp_path)
    page.emulate_media(color_scheme="light")
    assert page.wrong == []


def told_in_all_steps(page, story: Story, folder: Path) -> None:
    """From the first step to the last: what is said, what is drawn, and that all of it can be read."""
    for place, step in enumerate(STEPS):
        assert at(page) == (step, place + 1)
        assert sentence(page) == words.sentence(story, step)
        assert page.locator(".stage .heard").text_content() == words.alt(story, step)
        if step == "guess":
            assert values(page, ".picture")[-1] == page_words.STAGE["unknown"]
            page.keyboard.press("Space")
            assert sentence(page) == words.answer(story)
            assert widths(page, ".picture") == [story.found_alone]
            assert page.locator(".truth .value").inner_text() == percent(story.found_alone)
        if step == "scan":
            assert widths(page, ".answers") == pytest.approx(story.scan.alone, abs=1e-6)
        if step == "rounds":
            page.keyboard.press("ArrowRight")
            assert page.locator(".score").inner_text() == percent(story.together)
        if step == "again":
            assert widths(page, ".answers") == pytest.approx(story.scan.together, abs=1e-6)
            page.keyboard.press("ArrowRight")
            assert widths(page, ".right") == pytest.approx([story.alone, story.together, story.pooled])
        page.screenshot(path=folder / f"{place + 1}-{step}.png")
        assert grave(page) == set()
        too_small = [found for found in page.evaluate(SMALLEST) if found[0] < LEAST_PX]
        assert too_small == []
        page.keyboard.press("ArrowRight")
    assert at(page) == ("turn", len(STEPS))
    assert page.evaluate("history.length") <= 3  # Back leads out of the story, and not through it
    page.keyboard.press("ArrowLeft")
    assert at(page)[0] == "people"


def test_a_round_is_told_slowly_term_by_term_and_then_all_rounds_go_by(page, shipped) -> None:
    page.emulate_media(reduced_motion="no-preference")
    begin(page, "?step=3")
    page.evaluate(WATCH)
    page.keyboard.press("ArrowRight")
    page.locator(".stage[data-step=rounds][data-beat='1']").wait_for(timeout=120_000)
    last = shipped.story.rounds_done
    page.wait_for_function("last => seen.rounds.at(-1) === last", arg=str(last), timeout=120_000)
    seen = page.evaluate("seen")
    page.emulate_media(reduced_motion="reduce")
    of_a_round = [phase for phase in seen["phases"] if phase not in ("past", "over")]
    assert of_a_round == ["sending-down", "training", "sending-up", "averaging"]
    hospitals = len(shipped.story.hospitals)
    assert [count for count in seen["lit"] if count][:hospitals] == [*range(1, hospitals + 1)]
    assert max(seen["packets"]) == hospitals
    slow, *lapse = [int(each) for each in seen["rounds"]]
    assert slow == SLOW
    assert lapse == sorted(lapse)
    assert page.locator(".score").inner_text() == percent(shipped.story.together)
    assert page.wrong == []


def test_whoever_is_in_a_hurry_still_sees_how_the_rounds_end(page, shipped) -> None:
    page.emulate_media(reduced_motion="no-preference")
    begin(page, "?step=4")
    stage, score = page.locator(".stage"), page.locator(".score")
    assert page.locator(".note").inner_text() == page_words.like_guessing(len(shipped.story.classes))
    page.keyboard.press("ArrowRight")
    assert (stage.get_attribute("data-beat"), score.inner_text() != percent(shipped.story.together)) == ("1", True)
    page.keyboard.press("ArrowRight")
    assert at(page)[0] == "rounds"
    assert score.inner_text() == percent(shipped.story.together)
    page.keyboard.press("ArrowRight")
    page.emulate_media(reduced_motion="reduce")
    assert at(page)[0] == "again"


def test_where_phones_cannot_reach_the_server_no_button_leads_nowhere(page) -> None:
    begin(page, "?step=8")
    assert page.locator(".control.overview").count() == 1
    assert page.locator(".control.code").count() == 0
    page.keyboard.press("q")
    assert page.locator("dialog[open]").count() == 0
    assert "DEPLOY" not in page.locator(".stage").inner_text()


@pytest.mark.parametrize("spoken", ["en", "zh-Hans"])
def test_each_step_fits_a_phone(page, spoken: str) -> None:
    page.set_viewport_size(PHONE)
    begin(page, f"?lang={spoken}")
    for place in range(1, len(STEPS) + 1):
        assert at(page)[1] == place
        page.keyboard.press("ArrowRight")  # to the end of a step that has two parts
        if at(page)[1] > place:
            page.keyboard.press("ArrowLeft")
        assert page.evaluate(MISFITS) == [], at(page)
        page.keyboard.press("ArrowRight")
    page.set_viewport_size(HALL)


def test_a_swipe_goes_from_step_to_step_and_never_to_the_page_before(page) -> None:
    with page.context.browser.new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce") as context:
        phone = context.new_page()
        phone.app = page.app
        begin(phone, "?step=3")
        finger = context.new_cdp_session(phone)
        for swipe, step in (((320, 60), "rounds"), ((60, 320), "scan")):
            touch(finger, *swipe)
            phone.locator(f".stage[data-step={step}]").wait_for(timeout=10_000)


def touch(finger, begin: int, end: int) -> None:
    """Draw a finger sideways."""
    places = [begin + (end - begin) * part / 5 for part in range(6)]
    for kind, x in zip(["touchStart", *["touchMove"] * 5], places, strict=True):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": 400}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_long_names_leave_everything_its_room(page, shipped) -> None:
    begin(page)
    told = json.dumps(payload(shipped, "http://10.0.0.5/present"), ensure_ascii=False)
    hospitals = ["Hospital A", "Hospital B", "Hospital C"]
    for place, name in enumerate(hospitals):
        told = told.replace(name, f"{LONG_NAME[:-1]}{place}")
    told = json.loads(told)
    told["server"] |= {"sent": 4 * told["server"]["sent"][:1], "more": "and 26 more hospitals"}
    for term in told["rounds"]["formula"]["terms"]:
        term["name"] = LONG_NAME
    page.evaluate(RETELL, told)
    assert LONG_NAME[:-1] in page.locator(".picture").inner_text()
    for place in range(len(STEPS)):
        page.keyboard.press("Home")
        while at(page)[1] <= place:
            page.keyboard.press("ArrowRight")
        assert page.evaluate(MISFITS) == [], at(page)
        page.keyboard.press("End")


def test_what_is_not_to_be_drawn_is_not_written_and_numbers_keep_their_units(page) -> None:
    begin(page)
    path = KEYS.replace("keys.js", "dom.js")
    drawn = page.evaluate("async path => (await import(path)).h('p', {}, false, null, '', 'so').outerHTML", path)
    assert drawn == "<p>so</p>"
    kept = "async path => (await import(path)).whole('From 90 % to 0 %.').map(it => it.outerHTML ?? it)"
    assert page.evaluate(kept, path) == [
        "From ", '<span class="whole">90 %</span>', " to ", '<span class="whole">0 %</span>', "."
    ]  # fmt: skip
    chinese = "async path => (await import(path)).whole('医院 A 让 198 人回家').map(it => it.outerHTML ?? it)"
    assert page.evaluate(chinese, path) == [
        "", '<span class="whole">医院 A</span>', " 让 ", '<span class="whole">198 人</span>', "回家"
    ]  # fmt: skip


def test_every_key_puts_off_going_on_by_itself_a_sliders_own_too(page) -> None:
    begin(page)
    assert page.evaluate(KEY_ON_A_SLIDER, KEYS) == {"touched": 1, "moved": 0}


def test_nothing_but_the_stage_is_there_and_sliders_keep_their_own_keys(page, shipped) -> None:
    begin(page, "?step=2")
    for part in ("stSidebar", "stHeader"):
        assert not page.get_by_test_id(part).first.is_visible()
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert (slider.input_value(), at(page)[0]) == ("51", "guess")
    page.mouse.click(10, 500)
    page.keyboard.press("ArrowRight")
    assert page.locator(".stage").get_attribute("data-beat") == "1"


def uneven(story: Story) -> dict[str, int]:
    """A mix of which half a patient is left over, that a page and Python could round to two numbers."""
    classes = people.tested(story)
    mixes = (dict(zip(classes, parts, strict=True)) for parts in product(range(0, 101, 10), repeat=len(classes)))
    return next(mix for mix in mixes if any(mix.values()) and people.patients(story, mix).alone.sent_home % 2 == 0.5)


def test_people_follow_the_mix_and_accuracy_the_noise(page, shipped) -> None:
    story = shipped.story
    begin(page, "?step=7")
    even = page.locator(".count").all_inner_texts()
    healthy = page.get_by_role("slider", name=story.healthy, exact=True)
    healthy.focus()
    page.keyboard.press("End")
    now = page.locator(".count").all_inner_texts()
    assert int(now[0]) < int(even[0])
    assert all(count in sentence(page) for count in now)
    mix = uneven(story)
    for cls, part in mix.items():
        page.get_by_role("slider", name=cls, exact=True).fill(str(part))
    told = people.patients(story, mix)
    models = (told.alone, told.together, told.pooled)
    assert page.locator(".count").all_inner_texts() == [number(round(each.sent_home)) for each in models]
    assert page.locator(".also b").all_inner_texts() == [
        number(round(count)) for each in models for count in (each.called_back, each.misnamed)
    ]
    assert sentence(page) == words.people_sentence(story, told)
    begin(page, "?step=6")
    noise = page.get_by_role("slider")
    told = words.worst_of(story.noise)
    assert values(page, ".cost")[0] == percent(told.accuracy)
    assert percent(told.accuracy) in sentence(page), "the sentence and what is shown agree"
    noise.focus()
    page.keyboard.press("Home")
    assert values(page, ".cost")[0] == percent(story.noise[0].accuracy)
    page.keyboard.press("End")
    assert values(page, ".cost")[0] == percent(story.noise[-1].accuracy)
    rows = page.locator(".hidden-by dd")
    assert rows.all_inner_texts() == [said for _title, said in words.hidden(story.noise[-1], overlap=False)]
    page.keyboard.press("Home")
    assert rows.all_inner_texts() == [said for _title, said in words.hidden(story.noise[0], overlap=False)]


def test_the_speakers_window_the_overview_and_the_language(page, shipped) -> None:
    story = shipped.story
    begin(page, "?step=3")
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    notes = opened.value
    assert notes.locator("li").all_inner_texts() == list(words.notes(story, "scan"))
    assert re.fullmatch(r"\d+:\d\d", notes.get_by_role("timer").inner_text())
    notes.bring_to_front()
    following = notes.get_by_role("button", name=page_words.STAGE["next_short"], exact=True)
    following.press("Enter")
    assert notes.locator("h1").inner_text() == words.sentence(story, "rounds")
    assert following.evaluate("it => it === it.ownerDocument.activeElement"), "to be pressed again"
    notes.keyboard.press("ArrowLeft")
    notes.keyboard.press("ArrowRight")
    assert notes.locator("h1").inner_text() == words.sentence(story, "rounds") == sentence(page)
    page.bring_to_front()
    page.keyboard.press("o")
    page.locator(".overview .card").nth(4).press("Enter")
    assert at(page) == ("again", 5)
    page.keyboard.press("l")
    with speaking("zh-Hans"):
        told = words.sentence(story, "again")
        lines = list(words.notes(story, "again"))
    page.locator(".stage h1", has_text=told).wait_for(timeout=30_000)
    settle(page)
    assert at(page) == ("again", 5)
    assert notes.locator("li").all_inner_texts() == lines
    assert page.locator(".stage").get_attribute("lang") == "zh-Hans"
    page.keyboard.press("End")
    with notes.expect_event("close"):
        page.keyboard.press("n")
    page.keyboard.press("l")
    page.locator(".stage h1", has_text=words.sentence(story, "turn")).wait_for(timeout=30_000)


def test_it_goes_on_by_itself_and_begins_again(page) -> None:
    begin(page, "?step=8&play=3&loop=1")
    page.locator(".stage[data-step=hospitals]").wait_for(timeout=20_000)
    page.keyboard.press("Space")
    assert "play=" not in address(page)


def test_the_last_step_leads_to_simulate_with_the_same_settings(page, shipped) -> None:
    begin(page, "?step=8")
    of_a = page.get_by_role("group", name="Hospital A")
    assert of_a.get_by_role("button", pressed=False).all_inner_texts() == ["DME"]
    of_a.get_by_role("button", name="CNV").press("Space")
    page.get_by_role("button", name="Try it yourself").press("Enter")
    page.get_by_role("button", name="Run the federation").wait_for(timeout=60_000)
    settle(page)
    boxes = {cls: page.locator(f".st-key-sees-synthetic-oct-0-{cls} input") for cls in shipped.story.classes}
    sees = {cls: box.is_checked() for cls, box in boxes.items()}
    assert sees == {"CNV": False, "DME": False, "DRUSEN": True, "NORMAL": True}
    assert shipped.state.config.hospitals[0].excluded == ("DME",)
    assert page.get_by_test_id("stSidebar").first.is_visible()


def test_esc_leaves(page) -> None:
    begin(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Run the federation").wait_for(timeout=60_000)
    assert "present" not in page.url
