"""Publishing: numbers rounded on the way out, by a rule with a name."""

from crisisfigures.publishing._rounded import rounded

__all__ = ["rounded"]
