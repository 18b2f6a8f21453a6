"""Messages in other languages: catalogues, the template that they are made from, and the pseudo-language."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from fedsim import language
from fedsim.errors import WORDS, FedsimError, Problem
from fedsim.language import N_, Pseudo, Said, Spaced, _, ngettext, paragraph, speaking
from fedsim.language import Words as Table

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Simulate"
msgstr "Simuler"

msgid "{n} run"
msgid_plural "{n} runs"
msgstr[0] "{n} essai"
msgstr[1] "{n} essais"
"""


class Words:
    TITLE = Said("Simulate")


@pytest.fixture
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fr.po").write_text(PO, encoding="utf-8")
    monkeypatch.setattr(language, "LOCALE", tmp_path)
    monkeypatch.setenv("FEDSIM_LANGUAGE", "fr")
    language._catalogue.cache_clear()


def test_a_language_is_one_file(french: None) -> None:
    assert Words.TITLE == _("Simulate") == "Simuler"
    assert [ngettext("{n} run", "{n} runs", n).format(n=n) for n in (1, 2)] == ["1 essai", "2 essais"]


def test_sentences_follow_each_other_as_their_script_has_it() -> None:
    assert paragraph(["One.", "", "Two {n}."]) == "One. Two {n}."
    with speaking("zh-Hans"):
        assert paragraph(["一。", "二。", "三。"]) == "一。二。三。"
    assert paragraph([]) == ""


def test_chinese_that_fills_a_place_beside_chinese_has_no_space_there() -> None:
    message = Spaced("在 **{a}** 的，最低的是 {b}，第 {n} 轮，{b} 单独训练，{c} 单独训练")
    assert message.format(a="医院 A", b="其中一家医院", c="北京 医院", n=3) == (
        "在**医院 A** 的，最低的是其中一家医院，第 3 轮，其中一家医院单独训练，北京 医院单独训练"
    )
    of_set = Spaced("{num-images} 张 {set} 图像").format(**{"num-images": 100, "set": "OCT（绘制）"})
    assert of_set == "100 张 OCT（绘制）图像"
    with speaking("zh-Hans"):
        at = _("On {hospital}'s classes")
        assert [at.format(hospital=name) for name in ("A", "医院 A", "全部")] == [
            "在 A 的类别上",
            "在医院 A 的类别上",
            "在全部的类别上",
        ]


def test_a_table_of_messages_is_looked_up_when_it_is_read(french: None) -> None:
    assert dict(Table({1: N_("Simulate"), 2: N_("Privacy")})) == {1: "Simuler", 2: "Privacy"}


def test_what_a_translation_lacks_stays_english(french: None) -> None:
    assert _("Privacy") == "Privacy"


def test_without_a_language_there_is_english() -> None:
    assert Words.TITLE == "Simulate"
    assert ngettext("{n} run", "{n} runs", 2) == "{n} runs"


def test_the_pseudo_language_accents_words_and_leaves_what_is_none() -> None:
    message = "Run :material/play_arrow: **{n}** of [them](http://a.example/b) by `python -m`: <b>now</b>"
    accented = Pseudo().gettext(message)
    for kept in (":material/play_arrow:", "**{n}**", "](http://a.example/b)", "`python -m`", "<b>", "</b>"):
        assert kept in accented
    for word in ("Run", "of", "them", "by", "now"):
        assert word not in accented


def test_a_thread_speaks_before_the_reader_and_the_environment(french: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_reader", lambda: "en")
    assert Words.TITLE == "Simulate"
    with language.speaking("fr"):
        assert Words.TITLE == "Simuler"
        with language.speaking(None):
            assert Words.TITLE == "Simuler"
    assert Words.TITLE == "Simulate"
    monkeypatch.setattr(language, "_reader", lambda: None)
    assert Words.TITLE == "Simuler"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["fr"], "fr"),
        (["fr-CA"], "fr"),
        (["fr_FR.UTF-8"], "fr"),
        (["FR"], "fr"),
        (["de", "fr;q=0.5"], None),
        (["de", "fr", "en"], "fr"),
        (["en-GB", "fr"], "en"),
        (["", "C", "C.UTF-8"], None),
        (["frr"], None),
        (["../fr"], None),
    ],
)
def test_the_first_language_that_fits(french: None, wanted: list[str], found: str | None) -> None:
    assert language.languages() == ("en", "fr")
    assert language.fitting(*wanted) == found
    assert language.preferred(*wanted) is None, "the environment names one"


def test_a_language_is_called_as_its_speakers_call_it() -> None:
    assert [*map(language.name_of, ("en", "fr", "zh-Hans"))] == ["English", "Français", "中文"]


def test_an_error_is_worded_where_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WORDS, "too-many", "{n} is too many.")
    error = FedsimError("too-many", n=3)
    assert error.problems == (Problem.of("too-many", n=3),)
    assert str(error) == "3 is too many."
    monkeypatch.setenv("FEDSIM_LANGUAGE", language.PSEUDO)
    assert str(error) == Pseudo().gettext("{n} is too many.").format(n=3)


def test_a_language_without_a_file_is_english_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("FEDSIM_LANGUAGE", "xx")
    language._catalogue.cache_clear()
    assert _("Simulate") == "Simulate"
    assert _("Simulate") == "Simulate"
    assert [record.getMessage() for record in caplog.records] == [
        f"FEDSIM_LANGUAGE is xx, and there is no {language.LOCALE / 'xx.po'}: everything is said in English."
    ]


def test_the_template_holds_every_message() -> None:
    extracted = extract_from_dir(str(language.LOCALE.parent), [("**.py", "python")], keywords=language.KEYWORDS)
    messages = {message for _file, _line, message, _comments, _context in extracted}
    with language.TEMPLATE.open("rb") as file:
        template = {message.id for message in read_po(file) if message.id}
    assert len(messages) > 1000
    assert messages == template, "make the template anew: CONTRIBUTING.md, How to add a language"
