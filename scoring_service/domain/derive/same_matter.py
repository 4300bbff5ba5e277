"""Applications that tell of one matter in other words: they share words that hardly any other application of the call has.

Whoever files one project twice, from two units or alone and together, seldom copies it. Titles and openings differ then, while
the place, the number of people and the university are the same. The words of all applications of the call say which are rare,
so the answer depends on the call and on nothing else; in a call of a few applications every word is rare, and none are compared.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from scoring_service.domain.wording.telling_words import of_length_one, telling_words

FEWEST: Final = 20
"""With fewer applications nothing says which words are rare."""
MOST: Final = 1000
"""With more, comparing would take longer than a note is worth."""
MOST_TOGETHER: Final = 40
"""An administration with more applications than this is not compared."""
LEAST_TOLD: Final = 25
"""A text of fewer words that tell of something says too little to be another's like."""
RARE: Final = 3
"""So many applications may hold a word that is called rare."""
LEAST_RARE: Final = 3
"""So many rare words must be shared."""
Weighed = Mapping[str, float]


def alike_by_matter(
    told: Mapping[str, str], blocks: Iterable[Sequence[str]], least: int
) -> Iterator[tuple[str, str]]:
    """Give each pair of applications of one block that tell of one matter; a pair of two blocks may come twice.

    Args:
        told: The text of every application of the call, by its key.
        blocks: Keys of applications that are compared with each other, each block in the order of the call.
        least: How alike they must be, from 0 to 100.
    """
    if not FEWEST <= len(told) <= MOST:
        return
    words = {key: telling_words(text) for key, text in told.items()}
    seen_in = Counter(word for each in words.values() for word in each)
    for block in blocks:
        if len(block) > MOST_TOGETHER:
            continue
        telling = [key for key in block if len(words[key]) >= LEAST_TOLD]
        weighed = {key: _weigh(words[key], seen_in, len(told)) for key in telling}
        for one, other in combinations(telling, 2):
            if 100 * _likeness(weighed[one], weighed[other], seen_in) >= least:
                yield one, other


def _likeness(one: Weighed, other: Weighed, seen_in: Mapping[str, int]) -> float:
    shared = one.keys() & other.keys()
    if sum(seen_in[word] <= RARE for word in shared) < LEAST_RARE:
        return 0.0
    return math.fsum(one[word] * other[word] for word in shared)


def _weigh(words: Mapping[str, float], seen_in: Mapping[str, int], applications: int) -> Weighed:
    """Weigh words to the length of 1: the fewer applications hold one, the more it weighs."""
    return of_length_one(
        {
            word: weight * math.log((applications + 1) / seen_in[word]) / math.log(applications + 1)
            for word, weight in words.items()
        }
    )
