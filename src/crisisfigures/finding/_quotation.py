"""Whether a place of a text lies in a quotation, whose speaker goes on over its sentences."""


class Quotation:
    """Tells whether places of a line, asked for from left to right, lie in a quotation."""

    def __init__(self, text: str, start: int) -> None:
        self._text, self._at, self._depth, self._is_straight = text, start, 0, False

    def is_open(self, at: int) -> bool:
        """Return whether a quotation is open at a place, or opens there."""
        passed = self._text[self._at : at + 1]
        self._at = max(self._at, at + 1)
        self._depth += sum(map(passed.count, "“«„")) - sum(map(passed.count, "”»"))
        self._depth = max(self._depth, 0)
        self._is_straight ^= passed.count('"') % 2 == 1
        return self._depth > 0 or self._is_straight
