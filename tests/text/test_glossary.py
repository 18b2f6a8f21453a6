"""The glossary: one explanation a word, the same words as docs/GLOSSARY.md, found where they stand in a text."""

import re
from pathlib import Path

import pytest

from fedsim.language import _, speaking
from fedsim.text.glossary import TERMS, explanation, found
from fedsim.text.pages.learn_figures import words_of

DOCS = Path(__file__).parents[2] / "docs" / "GLOSSARY.md"
ROWS = [line.split("|")[1:3] for line in DOCS.read_text("utf-8").splitlines() if line.startswith("| ")][2:]
PAIRS = [pair for english, chinese in ROWS for pair in zip(english.split(";"), chinese.split("；"), strict=True)]
DOCUMENTED = {english.strip(): chinese.strip() for english, chinese in PAIRS}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.word)
def test_a_word_is_called_in_chinese_as_the_documents_say_and_is_explained(term) -> None:
    english = term.word
    with speaking("zh-Hans"):
        chinese, says = term.word, _(term.says)
    assert CHINESE.search(says)
    assert chinese == DOCUMENTED.get(english, chinese)
    assert english in DOCUMENTED or chinese == english, f"{english}: docs/GLOSSARY.md lacks it"


def test_models_are_not_said_to_be_all_that_leaves_a_hospital() -> None:
    """The average has to know on how many images each was trained; losses and times are sent, too."""
    said = [*(term.says for term in TERMS), *words_of("round")["steps"]]
    all_that = re.compile(r"nothing else|all that (it|they) sends?|alone (travel|go)|(only|just) the (models?|weights)")
    assert not [each for each in said if all_that.search(each)]
    assert sum("how many scans" in each for each in said) == 1


def test_no_word_is_explained_twice() -> None:
    for spoken in ("en", "zh-Hans"):
        with speaking(spoken):
            forms = [form.casefold() for term in TERMS for form in term.all_forms]
        assert len({*forms}) == len(forms)


@pytest.mark.parametrize(
    ("spoken", "text", "words"),
    [
        ("en", "Local epochs by round", ["local epoch", "round"]),
        ("en", "Balanced accuracy, ε = 3", ["balanced accuracy", "epsilon"]),
        ("en", "Around the background", []),
        ("en", "Rounds, round by round", ["round"]),
        ("zh-Hans", "平衡准确率与准确率", ["平衡准确率", "准确率"]),
    ],
)
def test_words_are_found_whole_the_longest_first_and_once(spoken: str, text: str, words: list[str]) -> None:
    with speaking(spoken):
        assert [term.word for term in found(text)] == words
        assert all(_(term.says) in explanation(text) for term in found(text))
