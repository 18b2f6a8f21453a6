"""The Learn page's figures in a real browser: what is dragged, what follows, and that the mathematics is right."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from settling import settle

from benchmarks.browser import open_browser, serve_app
from fedsim.privacy.mechanisms import MECHANISMS

pytestmark = pytest.mark.timeout(300)
MATH = "/_stcore/bidi-components/fedsim.learn/learn_math.js"


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("learn")
    with serve_app(folder / "home", folder / "log") as url, open_browser() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page.context.set_default_timeout(120_000)
        page.goto(f"{url}/learn?figure=masks")
        page.locator(".st-key-picture-masks svg circle").first.wait_for()
        settle(page)
        yield page


def computed(page: Page, call: str, *arguments):
    """What a function of the served module gives."""
    return page.evaluate(f"async ([path, given]) => (await import(path)).{call}(...given)", [MATH, list(arguments)])


def figure(page: Page, name: str) -> Locator:
    return page.locator(f".st-key-picture-{name}")


def said(page: Page, name: str) -> str:
    return figure(page, name).locator("output").inner_text()


def press(page: Page, name: str, label: str, *keys: str) -> Locator:
    """Keys on what is dragged, by the name that is heard."""
    it = figure(page, name).get_by_role("slider", name=label, exact=True)
    it.focus()
    for key in keys:
        page.keyboard.press(key)
    return it


def link(page: Page, name: str) -> dict[str, str]:
    query = urlsplit(figure(page, name).get_by_role("link").get_attribute("href")).query
    return {key: values[0] for key, values in parse_qs(query).items()}


def test_the_address_opens_at_its_figure(page: Page) -> None:
    page.wait_for_function("""() => {
      const top = document.querySelector('.st-key-learn-masks').getBoundingClientRect().top;
      return top > 0 && top < 200;
    }""")


def hessian(ratio: float, angle: float) -> np.ndarray:
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return turn @ np.diag([1, 1 / ratio]) @ turn.T


@pytest.mark.parametrize(("steps", "ratios"), [(1, (8, 5)), (20, (8, 5)), (50, (3, 3)), (7, (1, 1))])
def test_fedavg_comes_to_rest_where_numpy_finds_it(page: Page, steps: int, ratios: tuple[float, float]) -> None:
    rate, weights, optima = 0.3, (0.7, 0.3), np.array([[-2.0, 0.5], [1.5, -1.0]])
    angles = (0.4, 0.4 if steps == 50 else 1.9)
    bowls = [hessian(ratio, angle) for ratio, angle in zip(ratios, angles, strict=True)]
    served = [computed(page, "bowl", ratio, angle) for ratio, angle in zip(ratios, angles, strict=True)]
    np.testing.assert_allclose(served, [each.ravel() for each in bowls], atol=1e-12)
    hospitals = [{"hessian": h, "optimum": [*map(float, c)], "weight": p}
                 for h, c, p in zip(served, optima, weights, strict=True)]  # fmt: skip
    best = np.linalg.solve(
        sum(p * h for p, h in zip(weights, bowls, strict=True)),
        sum(p * h @ c for p, h, c in zip(weights, bowls, optima, strict=True)),
    )
    np.testing.assert_allclose(computed(page, "best", hospitals), best, atol=1e-9)

    model = np.array([3.0, 2.0])
    first = None
    for _ in range(3000):  # FedAvg itself, step by step
        ends = []
        for bowl, optimum in zip(bowls, optima, strict=True):
            local = model
            for _ in range(steps):
                local = local - rate * bowl @ (local - optimum)
            ends.append(local)
        model = sum(p * end for p, end in zip(weights, ends, strict=True))
        first = model if first is None else first
    np.testing.assert_allclose(computed(page, "oneRound", hospitals, [3.0, 2.0], steps, rate)["end"], first, atol=1e-9)
    rest = computed(page, "restingPoint", hospitals, steps, rate)
    np.testing.assert_allclose(rest, model, atol=1e-9)
    alike = np.allclose(bowls[0], bowls[1])
    assert (np.linalg.norm(np.subtract(rest, best)) < 1e-9) == (steps == 1 or alike)


def test_noise_is_as_large_as_the_mechanisms_have_it(page: Page) -> None:
    for dp in ("central", "local"):
        for n in (2, 10, 100):
            std = computed(page, f"noiseOfAverage.{dp}", 0.3, 2.0, n)
            assert std == pytest.approx(0.3 * 2.0 / MECHANISMS[dp].share_of_noise(n))
            drawn = computed(page, "noisyAverages", dp, n, 0.3, 2.0, 4000, 1)
            assert np.std(drawn) == pytest.approx(std, rel=0.05)
            assert abs(np.mean(drawn)) < 4 * std / 4000**0.5


def test_masks_cancel_whatever_they_are(page: Page) -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        values, drawn = rng.integers(0, 33, 3).tolist(), rng.integers(0, 100, 3).tolist()
        masks = [[0, 1, drawn[0]], [1, 2, drawn[1]], [0, 2, drawn[2]]]
        sent = computed(page, "masked", values, masks, 100)
        assert all(0 <= each < 100 for each in sent)
        assert computed(page, "sumOf", sent, masks, [True] * 3, 100)["right"] == sum(values) == sum(sent) % 100
        gone = computed(page, "sumOf", sent, masks, [True, True, False], 100)
        assert gone["sum"] == (sum(values[:2]) + drawn[1] + drawn[2]) % 100
        assert gone["right"] == sum(values[:2])


def test_a_mask_is_moved_by_keys_and_the_sum_stays(page: Page) -> None:
    desk = figure(page, "masks")
    mask = press(page, "masks", "The mask of Hospital A and Hospital B", "ArrowRight", "PageUp")
    assert mask.get_attribute("aria-valuenow") == "43"
    expect(desk).to_contain_text("12 + 43 + 64 → 19")
    expect(desk).to_contain_text("57 ✓")
    desk.get_by_role("button", name="Hospital C drops out").click()
    expect(desk).to_contain_text("72 ✗")
    desk.get_by_role("button", name="The others tell its masks").click()
    expect(desk).to_contain_text("37 ✓")
    assert link(page, "masks")["attack"] == "last-round"


def test_masks_that_come_to_nothing_are_not_said_to_spoil_the_sum(page: Page) -> None:
    desk = figure(page, "masks")
    drop = desk.get_by_role("button", name="Hospital C drops out")
    if drop.get_attribute("aria-pressed") == "true":
        drop.click()
    drop.click()
    for other in "AB":
        press(page, "masks", f"The mask of Hospital {other} and Hospital C", "Home")
    expect(desk).to_contain_text("37 ✓")
    assert said(page, "masks") == "Hospital C is gone, and its masks happen to come to 0: 37 is right by chance alone."
    press(page, "masks", "The mask of Hospital B and Hospital C", "ArrowRight")
    assert said(page, "masks").endswith("38, not 37. It is of no use.")


def test_bars_and_dots_move_the_average_and_the_link(page: Page) -> None:
    assert "67 %" in said(page, "average")
    press(page, "average", "Images of Hospital A", "Home")
    assert said(page, "average") == "Hospital B counts most, with 73 %; the shared model has 0.55."
    assert link(page, "average")["images"] == "A=exactly:50;B=exactly:400;C=exactly:100"
    bar = figure(page, "average").get_by_role("slider", name="Images of Hospital C", exact=True)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 600, steps=3)
    page.mouse.up()
    assert bar.get_attribute("aria-valuenow") == "1000"
    press(page, "average", "The model of Hospital C", "End")
    assert "the shared model has 0.83" in said(page, "average")


def test_one_local_step_and_alike_losses_do_not_drift(page: Page) -> None:
    assert "drift." in said(page, "drift")
    press(page, "drift", "Local steps in a round (E)", "Home")
    assert said(page, "drift").startswith("One local step in a round: no drift")
    assert link(page, "drift")["local_epochs"] == "1"
    press(page, "drift", "Local steps in a round (E)", "End")
    assert "drift." in said(page, "drift")
    press(page, "drift", "How differently their losses curve", "Home")
    assert said(page, "drift").startswith("Both losses curve alike: no drift")
    press(page, "drift", "How differently their losses curve", "End")
    before = said(page, "drift")
    press(page, "drift", "The best model for Hospital A", "ArrowLeft", "PageDown")
    assert said(page, "drift") != before
    figure(page, "drift").get_by_role("button", name="One round").click()
    assert said(page, "drift").startswith("After round 0 ")


def test_who_drags_while_it_plays_stops_it(page: Page) -> None:
    moving = page.context.browser.new_page(reduced_motion="no-preference")
    moving.clock.install()
    moving.goto(page.url)
    it = figure(moving, "drift")
    it.get_by_role("button", name="Play all rounds").click()
    expect(it.locator("output")).to_contain_text("After round")
    press(moving, "drift", "start", "ArrowLeft")
    moved = said(moving, "drift")
    moving.clock.run_for(1000)
    assert said(moving, "drift") == moved
    assert not moved.startswith("After round")
    moving.close()


def test_six_steps_make_a_round_that_is_less_wrong(page: Page) -> None:
    it = figure(page, "round")
    wrong = []
    for server_round in (1, 2):
        for step in range(6):
            assert said(page, "round").startswith(f"Round {server_round}: ")
            assert it.locator("[aria-current=step]").inner_text().startswith(f"{step + 1} ")
            if step == 5:
                wrong.append(int(said(page, "round").split(" %")[0].split()[-1]))
            it.get_by_role("button", name="Next step").click()
    assert 100 > wrong[0] > wrong[1]


def test_a_link_arrives_with_what_was_chosen(page: Page) -> None:
    it = figure(page, "places")
    it.get_by_role("button", name="Local: at each hospital").click()
    press(page, "places", "Noise multiplier", *["ArrowRight"] * 4)
    assert "from the server, too" in said(page, "places")
    assert (link(page, "places")["dp"], link(page, "places")["noise_multiplier"]) == ("local", "0.5")
    press(page, "noise", "Hospitals (n)", "ArrowRight")
    assert link(page, "noise")["hospitals"] == "20"
    with page.context.expect_page() as opened:
        it.get_by_role("link").click()
    app = opened.value
    app.locator(".st-key-dp").first.wait_for()
    settle(app)
    assert urlsplit(app.url).path == "/privacy"
    app.get_by_text("Who has to be trusted with these settings").wait_for()
    assert app.locator(".st-key-dp input").input_value() == "Local: hospitals add noise"
    expect(app.locator(".st-key-noise_multiplier")).to_contain_text("0.5")
    expect(app.get_by_text("was not used")).to_have_count(0)
    app.close()
