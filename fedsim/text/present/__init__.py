"""What is said while a run is presented: one plain sentence a step, the speaker's notes, the pictures in words.

Every figure is a `Story`'s. The words are for somebody who has never heard of federated learning.
"""

from fedsim.language import N_, Words
from fedsim.text.present.alts import alt
from fedsim.text.present.hidden import hidden
from fedsim.text.present.noise import noise_sentence, worst_of
from fedsim.text.present.notes import notes
from fedsim.text.present.sentences import answer, people_sentence, people_words, sentence, sure

__all__ = [
    "TITLES", "alt", "answer", "hidden", "noise_sentence", "notes", "people_sentence", "people_words",
    "sentence", "sure", "worst_of",
]  # fmt: skip

TITLES = Words(
    {
        "hospitals": N_("The hospitals"),
        "guess": N_("Guess first"),
        "scan": N_("One scan"),
        "rounds": N_("Models travel"),
        "again": N_("The same scan again"),
        "server": N_("What the server saw"),
        "people": N_("In people"),
        "turn": N_("Your turn"),
    }
)
"""Of each step, where all stand side by side."""
