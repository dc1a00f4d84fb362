"""Kinds and states of posted lists.

Source: docs/methods.md, Posted lists.
"""

from foundation.wording import Worded, mark


class PostingKind(Worded):
    RECOGNITION = "recognition", mark("Households to be monitored")
    ELIMINATION = "elimination", mark("Households whose risk is eliminated")
    ASSISTANCE = "assistance", mark("Households that get assistance")


class PostingState(Worded):
    DRAFT = "draft", mark("Draft")
    PUBLISHED = "published", mark("Posted")
    ENDED = "ended", mark("Taken down at its end")
    WITHDRAWN = "withdrawn", mark("Taken down early")
    DISCARDED = "discarded", mark("Discarded")


STEPS: dict[PostingState, frozenset[PostingState]] = {
    PostingState.DRAFT: frozenset({PostingState.PUBLISHED, PostingState.DISCARDED}),
    PostingState.PUBLISHED: frozenset({PostingState.ENDED, PostingState.WITHDRAWN}),
    PostingState.ENDED: frozenset(),
    PostingState.WITHDRAWN: frozenset(),
    PostingState.DISCARDED: frozenset(),
}
