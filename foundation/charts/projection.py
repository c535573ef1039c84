"""Lambert's azimuthal equal-area projection of Europe."""

from math import cos, radians, sin, sqrt

EARTH = 6371.0  # km, mean radius
CENTRE_LATITUDE, CENTRE_LONGITUDE = 52.0, 10.0
# km from the centre: left, top, right, bottom (y points down); Iceland to the Caucasus, Crete to North Cape
FRAME = (-2700.0, -2450.0, 2900.0, 2150.0)
PIXELS_ACROSS = 1000


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Kilometres east and south of 52 N 10 E on a sphere (Snyder 1987, equations 24-2 to 24-4)."""
    phi, phi0 = radians(latitude), radians(CENTRE_LATITUDE)
    away = radians(longitude - CENTRE_LONGITUDE)
    k = sqrt(2 / (1 + sin(phi0) * sin(phi) + cos(phi0) * cos(phi) * cos(away)))
    east = EARTH * k * cos(phi) * sin(away)
    north = EARTH * k * (cos(phi0) * sin(phi) - sin(phi0) * cos(phi) * cos(away))
    return east, -north
