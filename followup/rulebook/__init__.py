"""The rule book: every piece of advice once, read as one source advises."""

from .book import DEFAULT_SOURCE, Rule, RuleBook, Source, Stance, as_book, load_rulebook
from .tables import public_advice

__all__ = ["DEFAULT_SOURCE", "Rule", "RuleBook", "Source", "Stance", "as_book", "load_rulebook", "public_advice"]
