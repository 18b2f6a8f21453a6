"""What a run promises of privacy, and what that leaves out, in a paragraph."""

from fedsim.language import _, paragraph
from fedsim.privacy.accounting import Spent
from fedsim.runs.state import RunState
from fedsim.text.promise import chance, in_words, not_covered, promised, worth


def privacy_statement(state: RunState) -> str:
    """In plain sentences."""
    noise = state.info.noise_multiplier if state.info else state.config.noise_multiplier
    promise = in_words(state.config, noise)
    if not state.config.private:
        return promise
    last = state.rounds[-1] if state.rounds else None
    if last and last.epsilon is not None and last.delta is not None:
        spent = Spent(last.epsilon, last.delta)
        promise = _("{promise} Spent: {epsilon}, {delta}. {worth}").format(
            promise=promise, epsilon=promised(spent), delta=chance(spent), worth=worth(spent, state.config.dp)
        )
    return _("{promise} Not covered: {rest}").format(promise=promise, rest=paragraph(not_covered()))
