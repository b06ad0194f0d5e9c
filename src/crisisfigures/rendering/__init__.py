"""Results in print: every file here is an output, taking a layout and returning text or bytes."""

from crisisfigures.rendering._render import outputs, render

__all__ = ["outputs", "render"]
