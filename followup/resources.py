"""Where the kit's data and notebooks lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

from .errors import InputError

_PACKAGE = Path(__file__).resolve().parent


def find(name: str) -> Path:
    """The path of a folder or file of the kit, such as `"data"` or `"data/public_advice.csv"`.

    Raises `InputError` where the installation lacks it.

    >>> find("data/public_advice.csv").name
    'public_advice.csv'
    """
    for home in (_PACKAGE / "_kit", _PACKAGE.parent):
        if (home / name).exists():
            return home / name
    raise InputError.one(
        name, None, "is not in this installation of the kit", "Install the kit again (README, “Start”)."
    )


def package_file(name: str) -> Path:
    """The path of a file that lies beside the package's code, such as `"page.css"`.

    >>> package_file("page.css").suffix
    '.css'
    """
    return _PACKAGE / name
