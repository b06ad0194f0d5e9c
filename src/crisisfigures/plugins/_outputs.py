"""Outputs: layouts in, text or bytes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Renderer:
    """An output: a way of printing a layout.

    Attributes:
        name: The name by which `render` is asked for it.
        render: `render(layout, **options)` takes a `crisisfigures.layout.Layout` and returns
            text, or bytes where the output is not text.
        summary: One line on what it is good for.
        suffix: How the names of its files end, with the dot.
        options: The options that `render` takes, each with a line of description.
    """

    name: str
    render: Callable[..., str | bytes]
    summary: str
    suffix: str
    options: Mapping[str, str] = field(default_factory=dict)
