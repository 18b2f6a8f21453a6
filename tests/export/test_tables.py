"""Tables for papers: names stay text in each of them."""

import io

import pandas as pd

from fedsim.export.tables import to_csv, to_latex, to_markdown

HOSTILE = r"\input{x} & 50% $y$ #1 a_b {c} ~ ^ | <b>*x*</b> `z` 🏥" + "\nnext"
TABLE = pd.DataFrame({"Name": [HOSTILE, "B"], "Accuracy": ["50\u00a0%", "1"]})


def test_markdown_has_as_many_cells_in_each_row() -> None:
    lines = to_markdown(TABLE).splitlines()
    assert len(lines) == 4
    bare = [line.replace("\\|", "").count("|") for line in lines]
    assert bare == [3] * 4
    assert "<b>" not in to_markdown(TABLE)


def test_latex_has_no_command_but_its_own() -> None:
    text = to_latex(TABLE)
    assert r"\textbackslash{}input\{x\} \& 50\% \$y\$ \#1 a\_b" in text
    assert r"\input" not in text
    assert text.count(r"\\") == 3
    assert text.startswith("\\begin{tabular}{ll}\n\\toprule\n")


def test_csv_is_read_back() -> None:
    assert pd.read_csv(io.StringIO(to_csv(TABLE)), dtype=str).to_numpy().tolist() == TABLE.to_numpy().tolist()
