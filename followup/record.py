"""Records that people fill in: models whose every refusal is the kit's own error, and the types of their fields."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
)  # fmt: skip

from .errors import InputError, from_pydantic
from .words import one_line, whole

# An email address as people write it: one @, a domain with a dot, nothing that could end a header or a link.
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def aware(value: object, field: str = "at") -> dt.datetime:
    """An aware moment from a `datetime` or an ISO text; a naive one is refused with the cure.

    >>> aware("2026-03-10T10:00+01:00").utcoffset()
    datetime.timedelta(seconds=3600)
    """
    if hasattr(value, "to_pydatetime"):  # a pandas Timestamp
        value = value.to_pydatetime()
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value.strip())
        except ValueError:
            cure = "Write it as 2026-03-10T10:00+01:00 (year-month-day, T, hour:minute, offset)."
            raise InputError.one(field, value, "is not a date and time", cure) from None
    if not isinstance(value, dt.datetime):
        raise InputError.one(field, value, "is not a date and time", "Give a datetime or an ISO text with its offset.")
    if value.utcoffset() is None:
        cure = (
            "Add the offset (2026-03-10T10:00+01:00), or in Python the zone: "
            'datetime(2026, 3, 10, 10, tzinfo=ZoneInfo("Europe/Berlin")).'
        )
        raise InputError.one(field, value.isoformat(), "has no time zone, so it names no moment", cure)
    if not 1970 <= value.year <= 2200:
        raise InputError.one(field, value.isoformat(), "lies outside the years 1970 to 2200", "Check the year.")
    return value


def _date(value: object) -> object:
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value.strip())
        except ValueError:
            raise InputError.one("", value, "is not a date", "Write it as 2026-03-17 (year-month-day).") from None
    if isinstance(value, dt.date) and not 1970 <= value.year <= 2200:
        raise InputError.one("", str(value), "lies outside the years 1970 to 2200", "Check the year.")
    if value is None or isinstance(value, dt.date):
        return value
    raise InputError.one("", value, "is not a date", "Give a date, or a text such as 2026-03-17.")


def _moment(value: object) -> object:
    return value if value is None else aware(value, "")


def _note(value: object) -> object:
    return whole(value) if isinstance(value, str) else value


def _line(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


def _address(value: str) -> str:
    if value and not ADDRESS.fullmatch(value):
        raise InputError.one("", value, "is not an email address", "Write it as name@example.org, or leave it empty.")
    return value


Moment = Annotated[dt.datetime, BeforeValidator(_moment)]
Day = Annotated[dt.date, BeforeValidator(_date)]
Line = Annotated[str, BeforeValidator(_line), Field(max_length=300)]
EmailAddress = Annotated[Line, AfterValidator(_address)]
Note = Annotated[str, BeforeValidator(_note), Field(max_length=20_000)]


class Record(BaseModel):
    """A pydantic model whose every refusal is the kit's own `InputError`.

    Fields that came later are left out of a file while they hold nothing, so that an older kit can read it too.
    """

    model_config = ConfigDict(extra="forbid", validate_assignment=True)
    left_out_where_empty: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **data: Any):
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise from_pydantic(error) from None

    @model_serializer(mode="wrap")
    def _as_noted(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        data: dict[str, Any] = dump(self)
        return {key: value for key, value in data.items() if value or key not in self.left_out_where_empty}

    def __setattr__(self, name: str, value: Any) -> None:
        before = dict(self.__dict__)
        try:
            super().__setattr__(name, value)
        except ValidationError as error:
            self.__dict__.update(before)  # a refused change leaves everything as it was
            raise from_pydantic(error) from None

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """As pydantic's, with the kit's own error."""
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            raise from_pydantic(error) from None

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """As pydantic's, with the kit's own error."""
        try:
            return super().model_validate_json(json_data, **options)
        except ValidationError as error:
            raise from_pydantic(error) from None
