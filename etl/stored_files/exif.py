"""When and where a photo was taken, as its camera wrote it down."""

from datetime import datetime, timedelta, timezone
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from PIL.ExifTags import GPS, IFD, Base
from PIL.Image import Exif

from gis.domain.local_time import TIME_ZONE

_FORM: Final = "%Y:%m:%d %H:%M:%S"


class Taken(NamedTuple):
    """Moment with its zone, longitude and latitude in degrees (WGS 84); None where the camera wrote nothing sensible."""

    at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


def taken(exif: Exif) -> Taken:
    """Return moment and place; a time without a zone is Vietnam's, and 0°, 0° is no place."""
    details, position = exif.get_ifd(IFD.Exif), exif.get_ifd(IFD.GPSInfo)
    lon = _degrees(position.get(GPS.GPSLongitude), position.get(GPS.GPSLongitudeRef), "W", 180)
    lat = _degrees(position.get(GPS.GPSLatitude), position.get(GPS.GPSLatitudeRef), "S", 90)
    if lon is None or lat is None or (lon, lat) == (0, 0):
        lon = lat = None
    moment = details.get(Base.DateTimeOriginal) or details.get(Base.DateTimeDigitized)
    return Taken(_moment(moment, details.get(Base.OffsetTimeOriginal)), lon, lat)


def _moment(written: Any, offset: Any) -> datetime | None:
    try:
        moment = datetime.strptime(str(written).strip("\0 "), _FORM)  # noqa: DTZ007 - the zone follows
    except ValueError:
        return None
    return moment.replace(tzinfo=_zone(offset)) if moment.year >= 1990 else None


def _zone(offset: Any) -> timezone | ZoneInfo:
    try:
        hours, minutes = str(offset).strip("\0 ").split(":")
        sign = -1 if hours.startswith("-") else 1
        return timezone(timedelta(hours=int(hours), minutes=sign * int(minutes)))
    except ValueError:
        return TIME_ZONE


def _degrees(parts: Any, reference: Any, negative: str, most: int) -> float | None:
    """Return degrees from (degrees, minutes, seconds) and a letter of the side; None where they make no sense."""
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not 0 <= value <= most:  # also refuses what is not a number
        return None
    return round(-value if str(reference).strip("\0 ").upper() == negative else value, 7)
