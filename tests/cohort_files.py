"""The files of data/cohort that the kit makes: the synthetic class, the empty template and the filled example.

    python tests/cohort_files.py           writes them
"""

from pathlib import Path

import followup as fu

FOLDER = Path(__file__).resolve().parent.parent / "data" / "cohort"


def files() -> dict[str, bytes]:
    """Each file by its name."""
    cohort = fu.cohort
    return {
        "synthetic_class.csv": cohort.to_csv(cohort.simulate()),
        "template.csv": cohort.to_csv(cohort.template()),
        "template_wide.csv": cohort.to_csv(cohort.template(wide=True)),
        "example.csv": cohort.to_csv(cohort.example()),
        "example_wide.csv": cohort.to_csv(cohort.example(wide=True)),
    }


if __name__ == "__main__":
    for name, data in files().items():
        (FOLDER / name).write_bytes(data)
        print(f"data/cohort/{name}: {len(data):,} bytes")
