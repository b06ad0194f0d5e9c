"""Slips of the pen: what a typist may have done to a number, as a hint beside another fault."""

_NEAR = 0.1
"""Two numbers of different days are never the same multiple; so near to one they are."""

_MULTIPLES = {
    10: "One is about ten times the other: look for a digit too many or too few.",
    100: "One is about a hundred times the other: look for two digits too many or too few.",
    1_000: "One is about a thousand times the other: look whether one is counted in thousands.",
}


def slip(a: float, b: float) -> str | None:
    """Return how one of two numbers may have been made of the other, as a sentence; or None."""
    if not (a.is_integer() and b.is_integer() and min(a, b) > 0):
        return None
    if _is_exchange(str(int(a)), str(int(b))):
        return "The two differ by two exchanged digits only: one of them may be mistyped."
    ratio = max(a, b) / min(a, b)
    for multiple, words in _MULTIPLES.items():
        if abs(ratio / multiple - 1) <= _NEAR:
            return words
    return None


def _is_exchange(a: str, b: str) -> bool:
    """Return whether two numbers differ by two neighbouring digits in the other order."""
    if len(a) != len(b):
        return False
    at = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    return len(at) == 2 and at[1] == at[0] + 1 and a[at[0]] == b[at[1]] and a[at[1]] == b[at[0]]
