"""On a page a problem names the controls, beside the options that files and the command line have."""

from fedsim.language import speaking
from fedsim.settings.mixing import NoMixing
from fedsim.settings.robust import enough
from fedsim.settings.strategy import Bulyan
from fedsim.text.settings import with_titles


def test_a_setting_has_its_controls_title_once() -> None:
    problem = enough(Bulyan(byzantine=1), NoMixing(), 6)
    said = with_titles(str(problem))
    assert said.count("byzantine (Cheats assumed (f))") == 1
    assert said.replace("byzantine (Cheats assumed (f))", "byzantine") == str(problem)


def test_words_and_names_that_are_no_settings_stay() -> None:
    for words in ("Hospital no_such has 3 rounds and a model of its own weights.", "", "a_b_c"):
        assert with_titles(words) == words
    assert with_titles("set dp to none, or dp to local") == "set dp (Privacy) to none, or dp to local"


def test_a_title_in_chinese_brackets_is_followed_by_no_space() -> None:
    with speaking("zh-Hans"):
        assert with_titles("请把 dp 设为 none，或 dp 设为 local") == "请把 dp（隐私）设为 none，或 dp 设为 local"
