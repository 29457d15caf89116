"""What a class has learned, rule by rule, from the files that learners hand in: merged, and small groups hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..cohort import SMALL
from ..rulebook import load_rulebook
from ..words import count

if TYPE_CHECKING:
    import pandas as pd


def class_results(results: pd.DataFrame, small: int = SMALL) -> pd.DataFrame:
    """The results of a class by rule, the weakest first.

    `results` has one row a learner and rule (`learner, rule, asked, right`), as `fu.cohort.results` reads it from the
    files handed in. `learners` who were asked, how often (`asked`) and how often right at last (`right`), the share
    and its 95 % interval (Wilson; answers of one learner are alike, so it is rather too narrow). A rule of which fewer
    than `small` learners were asked is hidden.

    >>> import pandas as pd
    >>> rows = [(f"learner-{n}", "say-thanks", 2, 1) for n in range(5)] + [("learner-1", "proofread", 1, 1)]
    >>> class_results(pd.DataFrame(rows, columns=["learner", "rule", "asked", "right"]))["rule"].tolist()
    ['say-thanks']
    """
    from ..cohort.summaries import wilson

    book = load_rulebook()
    asked = results[(results["asked"] > 0) & results["rule"].isin(list(book))]
    table = asked.groupby("rule", as_index=False, observed=True).agg(
        learners=("learner", "nunique"), asked=("asked", "sum"), right=("right", "sum")
    )
    table = table[table["learners"] >= small].reset_index(drop=True)
    table["share"] = table["right"] / table["asked"]
    table["low"], table["high"] = wilson(table["right"], table["asked"])
    table.insert(1, "about", [book[id].title for id in table["rule"]])
    return table.sort_values(["share", "asked", "rule"], ascending=[True, False, True], ignore_index=True)


def in_words(results: pd.DataFrame, small: int = SMALL) -> str:
    """What the table says, in two or three sentences."""
    learners = results["learner"].nunique()
    if learners < small:
        return f"{count(learners, 'file')}: a group of fewer than {small} is not shown, so that nobody can be made out."
    table = class_results(results, small)
    if table.empty:
        return f"{learners} files, but no rule of which {small} learners or more have answered a question yet."
    weak, strong = table.iloc[0], table.iloc[-1]
    hidden = results.loc[results["asked"] > 0, "rule"].nunique() - len(table)
    rest = f" {count(hidden, 'rule')} with fewer than {small} learners stay hidden." if hidden else ""
    return (
        f"{learners} learners have handed in. Hardest: “{weak['about']}”, right in {weak['right']} of {weak['asked']} "
        f"answers. Surest: “{strong['about']}”, {strong['right']} of {strong['asked']}.{rest}"
    )
