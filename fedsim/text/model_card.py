"""A model card (Mitchell et al. 2019, arXiv:1810.03993), in Markdown: what a model is, and what it is not for."""

from fedsim.language import _
from fedsim.runs.state import RunState
from fedsim.text.datasets import citations, licence
from fedsim.text.format import number, percent
from fedsim.text.privacy_statement import privacy_statement
from fedsim.text.run_header import run_header
from fedsim.text.runs import title_of
from fedsim.text.settings import value_title


def model_card(state: RunState, server_round: int) -> str:
    """Of a run's global model after a round."""
    found = next(each for each in state.rounds if each.round == server_round)
    info = state.info
    recalls = [
        f"| {_cell(name)} | {percent(row[place] / sum(row), 1)} | {number(sum(row))} |"
        for place, (name, row) in enumerate(zip(info.classes if info else (), found.confusion_matrix, strict=False))
        if sum(row)
    ]
    return "\n".join(
        [
            "---", "library_name: pytorch", "tags: [federated-learning, flower]", "---", "",
            "# " + _("A model that hospitals learnt together, simulated"), "",
            _cell(run_header(state)), "",
            _architecture(state), "",
            "## " + _("What it was measured on"), "",
            _("{accuracy} of {images} test images are named rightly after round {round}. By class:").format(
                accuracy=percent(found.accuracy, 1), images=number(sum(map(sum, found.confusion_matrix))),
                round=server_round), "",
            f"| {_('Class')} | {_('Found')} | {_('Test images')} |", "| --- | --- | --- |", *recalls, "",
            "## " + _("What it is for, and what not"), "",
            _("To show and to explore federated learning. It is no medical device and was tested on no patient: decide "
              "nothing about anybody by it."), "",
            "## " + _("Privacy"), "", privacy_statement(state), "",
            "## " + _("Data"), "", *(f"- {_cell(each)}" for each in data_card(state)), "",
        ]
    )  # fmt: skip


def _architecture(state: RunState) -> str:
    return _(
        "Architecture: {model}, {parameters} parameters, images of {size} x {size} px. `model.safetensors` has its "
        "weights, under the names of the PyTorch model's state."
    ).format(
        model=value_title("model", state.config.model), size=state.config.size,
        parameters=number(state.info.num_parameters) if state.info else "?",
    )  # fmt: skip


def data_card(state: RunState) -> list[str]:
    """What a run's images are, their licence, and whom to cite."""
    from fedsim import data
    from fedsim.data import DataError

    said = [title_of(state)]
    if state.info and state.info.drawn:
        said.append(_("The images were drawn by a program. They are not medical."))
    try:
        entry = data.info(state.config.dataset)
    except DataError:
        return said
    return [*said, *filter(None, [licence(entry), *citations(entry)])]


def _cell(text: str) -> str:
    """Names may be anything: what Markdown or HTML would read is taken for what it is."""
    for sign in "\\`*_{}[]<>#|~!":
        text = text.replace(sign, f"&#{ord(sign)};")
    return text.replace("\n", " ")
