"""Help and errors in a terminal, where a letter of Chinese takes two columns."""

import pytest

from fedsim.cli.main import main
from fedsim.text.format import width


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> list[str]:
    """The lines of a command's help, in a terminal of 80 columns."""
    monkeypatch.setenv("FEDSIM_LANGUAGE", "zh-Hans")
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main(["tutorial", "--help"])
    return capsys.readouterr().out.splitlines()


def test_help_in_chinese_stands_in_columns(said: list[str]) -> None:
    assert max(map(width, said)) <= 80
    epochs, log = (next(line for line in said if line.startswith(f"  {it} ")) for it in ("--epochs", "--log-to"))
    assert [width(line[: line.index(text)]) for line, text in [(epochs, "单独"), (log, "运行")]] == [24, 24]
    first, second = said[:2]
    assert width(first[: first.index("[-h]")]) == len(second) - len(second.lstrip())


def test_its_stops_are_chinese(said: list[str]) -> None:
    assert said[0].startswith("用法：python -m fedsim tutorial ")
    assert "选项：" in said
    for line in said:
        assert not line.lstrip().startswith(("，", "。", "；", "：", "、", "）"))
        assert not line.endswith(("（", "“"))


def test_a_wrong_choice_lists_what_there_is_as_every_list(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSIM_LANGUAGE", "zh-Hans")
    assert main(["run", "--deal", "foo"]) == 1
    assert "无效的取值：foo（可选：disjoint、shared）" in capsys.readouterr().err
