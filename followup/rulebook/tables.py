"""The rule book as tables: the sources side by side, where each rule is used, and what others advise."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from ..resources import find
from .book import RuleBook, amount

if TYPE_CHECKING:
    import pandas as pd

_PACKAGE = Path(__file__).resolve().parent.parent

# Where a rule can be at work, and the files that say so: by the rule's id in quotes (code), behind `rule =` (TOML), in
# a template's first line, or in a lesson's hidden comment. This floor imports none of them; it reads them as text.
USES = {
    "taught": ("notebooks/*.ipynb", "data/questions/*.toml", "data/scenarios/*.toml"),
    "scheduled": ("timeline/*.py",),
    "written": ("compose/templates/*.j2",),
    "checked": ("critique/*.py", "critique/*.toml"),
    "chosen": ("channel/*.py",),
    "measured": ("cohort/*.py",),
}


def compare(book: RuleBook) -> pd.DataFrame:
    """What every source says on every rule: one row a rule, one column a source, and how far they agree.

    A stance reads "yes", "7 to 10 days" or "24 hours, must"; "–" is silence. `agreement` is "all say so",
    "the same, some silent", "they differ" or "one alone".

    >>> table = fu.load_rulebook().compare()
    >>> table.loc["thank-within-a-day", "The Interview’s Over"], table.loc["respect-promised-date", "agreement"]
    ('24 hours, must', 'they differ')
    """
    import pandas as pd

    return pd.DataFrame(rows(book)).set_index("rule")


def rows(book: RuleBook) -> list[dict[str, str]]:
    """The same without a data frame: a rule's id, group, title, what each source says by its name, and the agreement.

    >>> rows(fu.load_rulebook())[0]["agreement"]
    'one alone'
    """
    found = []
    for rule in book.values():
        said = {
            name: ", ".join(filter(None, (amount(stance.value, rule.unit), stance.strength)))
            if (stance := rule.stances.get(id))
            else "–"
            for id, name in book.names.items()
        }
        found.append(
            {"rule": rule.id, "group": rule.group, "title": rule.title, **said, "agreement": _agreement(said.values())}
        )
    return found


def _agreement(said: Iterable[str]) -> str:
    everything = list(said)
    spoken = [words for words in everything if words != "–"]
    if len(spoken) == 1:
        return "one alone"
    if len(set(spoken)) > 1:
        return "they differ"
    return "all say so" if len(spoken) == len(everything) else "the same, some silent"


def coverage(book: RuleBook) -> pd.DataFrame:
    """Where each rule is at work: one row a rule, a column for each of `USES`, True where a part cites it.

    Worked out from the code and the lessons as they are, so it cannot fall behind them.

    >>> fu.load_rulebook().coverage().loc["thank-within-a-day", "scheduled"].item()
    True
    """
    import pandas as pd

    cited = {use: {id for _, id in citations(use)} for use in USES}
    table = {use: [id in cited[use] for id in book] for use in USES}
    return pd.DataFrame(table, index=pd.Index(list(book), name="rule"))


def citations(use: str) -> Iterator[tuple[str, str]]:
    """Every rule id that the files of one use cite, with the file's name: `(file, id)`.

    Of code, every quoted word is given that could be an id; lessons, templates and TOML cite on purpose.
    """
    for pattern in USES[use]:
        for path in _files(pattern):
            text = path.read_text(encoding="utf-8")
            for id in _cited(path, text):
                yield path.name, id


def _files(pattern: str) -> list[Path]:
    top, _, rest = pattern.partition("/")
    if top in ("notebooks", "data"):
        try:
            return sorted(find(top).glob(rest))
        except InputError:
            return []
    return sorted(_PACKAGE.glob(pattern))


def _cited(path: Path, text: str) -> list[str]:
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        lesson = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        return " ".join(re.findall(r"<!-- rules: (.*?) -->", lesson)).split()
    if path.suffix == ".j2":
        return " ".join(re.findall(r"\{# rules: (.*?) #\}", text)).split()
    if path.suffix == ".toml":
        return [id for key in re.findall(r"^rules? = (.+)$", text, re.M) for id in re.findall(r'"([a-z-]+)"', key)]
    return re.findall(r'"([a-z]+(?:-[a-z]+)*)"', text)


def public_advice() -> pd.DataFrame:
    """59 timing recommendations from public pages, retold; one row each (see `data/README.md`).

    `days_min` and `days_max` are counted in `unit` (calendar or business days) from `anchor`; empty where the page
    gives no number.

    >>> len(fu.public_advice())
    59
    """
    import pandas as pd

    return pd.read_csv(find("data/public_advice.csv"), dtype={"days_min": "Int64", "days_max": "Int64"})
