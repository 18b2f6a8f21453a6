"""The controls of how hospitals differ, and what the page says of it."""

import re

import pytest

from fedsim.text.pages.simulate import Page


def captions(app) -> list[str]:
    return [str(caption.value) for caption in app.caption]


def figure(app) -> float:
    """The heterogeneity on the page."""
    (found,) = [match for said in captions(app) if (match := re.match(r"Heterogeneity ([\d.]+): 0 is all alike", said))]
    return float(found[1])


def test_a_skew_is_chosen_with_its_parameter_and_the_page_says_how_different_that_makes_them(open_page) -> None:
    app = open_page(excluded="none")
    assert figure(app) == 0
    assert str(Page.LEAD) in captions(app)
    app.selectbox(key="partition").select("dirichlet").run()
    assert str(Page.LEAD_SKEWED) in captions(app)
    assert "3 hospitals; Dirichlet with alpha 0.5" in captions(app)
    found = []
    for alpha in (1000.0, 1.0, 0.1):
        app.select_slider(key="alpha").set_value(alpha).run()
        found.append(figure(app))
    assert not app.exception
    assert found == sorted(found)
    assert found[0] < 0.01 < 0.1 < found[-1]


def test_what_cannot_be_had_with_shared_images_is_not_offered_and_sums_count_each_image_once(open_page) -> None:
    app = open_page(deal="shared", samples_per_hospital="all")
    assert "Dirichlet" not in app.selectbox(key="partition").options
    assert app.selectbox(key="quantity").options == ["Even"]
    assert any("They overlap: 8,000 images without repeats." in said for said in captions(app))
    app.selectbox(key="deal").select("disjoint").run()
    assert "Dirichlet" in app.selectbox(key="partition").options
    assert not any("They overlap" in said for said in captions(app))


@pytest.mark.parametrize("query", [{"partition": "shards"}, {"partition": "classes", "classes_per_hospital": "4"}])
def test_what_is_refused_says_so_and_does_not_run(open_page, query: dict) -> None:
    app = open_page(**query)
    assert not app.exception
    assert app.button(key="run").disabled
    assert any("see" in str(error.value) for error in app.error)


@pytest.mark.parametrize("page", ["pages/simulate.py", "pages/data.py"])
@pytest.mark.parametrize("deal", ["disjoint", "shared"])
@pytest.mark.parametrize("partition", ["none", "dirichlet", "classes", "shards"])
@pytest.mark.parametrize("quantity", ["even", "linear"])
def test_whatever_a_link_combines_is_drawn_or_refused_in_words(open_page, page, deal, partition, quantity) -> None:
    query = {"deal": deal, "partition": partition, "quantity": quantity, "dataset": "digits", "excluded": "none"}
    app = open_page(page=page, **query)
    assert not app.exception
    refused = deal == "shared" and (partition in ("dirichlet", "shards") or quantity != "even")
    if page == "pages/simulate.py" and refused:
        said = " ".join(str(each.value) for each in (*app.error, *app.warning))
        assert "shared" in said.lower()
