"""The answer for one quantity in sentences that can be published."""

import pandas as pd

from crisisfigures.layout import say_bounds, say_range

_AGREEMENT = {
    "single": "One source speaks of it; nobody confirms or contradicts it.",
    "unanimous": "Every source that could contradict this supports it.",
    "majority": "More than half of the sources that could contradict this support it.",
    "unopposed": "No source states a best figure or both ends, and none contradicts another.",
    "none": "The sources do not agree; the range contains what each of them says.",
}

_FLAGS = {
    "point": "Ranges only touch: the point that they share is no source's own figure.",
    "tied": "Several ranges are covered by equally many sources; the answer spans them.",
    "empty": "No range satisfies all sources.",
    "no_choice": "The method could not choose.",
    "needs_convention": "Without the convention for words and hedges, the answer would differ.",
    "echo_sensitive": "Without claims that may only repeat another, the answer would differ.",
    "echoes_only": "Only claims that repeat a source say so; its own claim is not here.",
    "repeated": "A source says the same figure more than once; it counts once.",
    "withheld": "A source says several different things, and has no vote until that is settled.",
}


def explained(row: pd.Series, claims: pd.DataFrame) -> str:
    """Return sentences on one row of a result and the claims of its quantity."""
    lines = [f"{row['quantity']}: {_answer(row)}."]
    if pd.notna(row["agreement"]):
        lines.append(_AGREEMENT[row["agreement"]])
    if row["n_independent"] > 1:
        lines.append(
            f"{row['n_independent']} independent sources; {row['n_pinned']} state a best figure or "
            f"both ends, {row['n_supporting']} support the most covered range, "
            f"{row['n_compatible']} are compatible with it."
        )
    if pd.notna(row["caveat"]):
        lines.append(f"Note: {row['caveat']}.")
    if pd.notna(row["flags"]):
        lines += [_FLAGS.get(flag, flag) for flag in row["flags"].split("; ")]
    order = claims.sort_values(["voter", "id"])
    lines += [f"- {_claim(claim)}" for _, claim in order.iterrows()]
    return "\n".join(lines)


def _answer(row: pd.Series) -> str:
    if row["status"] != "present":
        return f"no answer by the method {row['method']!r}"
    words = row["stated"] if pd.notna(row["stated"]) else None
    bounds = say_bounds(
        row["low"], row["high"], low_kind=_text(row, "low_kind"), high_kind=_text(row, "high_kind")
    )
    said = say_range(
        row["low"],
        row["best"],
        row["high"],
        low_kind=_text(row, "low_kind"),
        high_kind=_text(row, "high_kind"),
        words=words,
        said=None if pd.isna(row["stated_low"]) else (row["stated_low"], row["stated_high"]),
    )
    return said if said == bounds else f"{said}, which is {bounds}"


def _claim(claim: pd.Series) -> str:
    who = f"{_text(claim, 'source') or 'a source that is not named'}"
    details = [
        text
        for text in (_text(claim, "publisher"), _text(claim, "published_on"), _text(claim, "id"))
        if text
    ]
    via = f" ({', '.join(details)})" if details else ""
    said = say_range(
        *(claim.get(name) for name in ("low", "best", "high")),
        low_kind=_text(claim, "low_kind"),
        high_kind=_text(claim, "high_kind"),
        words=_text(claim, "stated"),
    )
    return f"{who}{via}: {said}: {claim['verdict']}"


def _text(row: pd.Series, name: str) -> str | None:
    value = row.get(name)
    return value if isinstance(value, str) else None
