"""What is wrong, in words: a file an area, each with the sentences of its codes. Importing this puts them in force.

A sentence has a place for each argument of its problem. Where it counts or lists, it is a function of them instead;
`fedsim.text.format` knows of analysis, and is imported only when such a sentence is said.
"""

from fedsim.errors import WORDS
from fedsim.text.errors import (
    cheating,
    cli,
    data,
    earlier,
    exploring,
    files,
    general,
    hospitals,
    limits,
    presenting,
    privacy,
    runs,
    settings,
    training,
)

for area in (
    cheating,
    cli,
    data,
    earlier,
    exploring,
    files,
    general,
    hospitals,
    limits,
    presenting,
    privacy,
    runs,
    settings,
    training,
):
    WORDS |= area.WORDS
