"""Units of measure: canonical id, dimension and the exact factor to the dimension's base.

Factors are exact fractions (international yard and pound agreement of 1959; SI prefixes). A name
with several readings ("ton") keeps them all: `unit_candidates("ton")` gives three units, and a
comparison must hold under each.
"""

# ruff: noqa: SIM905 - word lists read as text
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit; 1 of it is `factor` of the base unit of `dimension`. `label` is for reading."""

    id: str
    dimension: str
    factor: Fraction
    label: str


_F = Fraction
_LB = _F(45359237, 100000000)  # kilogram
_FT = _F(3048, 10000)  # metre
_GAL = _F(3785411784, 10**9)  # litre, US

# id, dimension, factor, names (lower case unless a symbol; symbols are matched as written first)
_TABLE: tuple[tuple[str, str, Fraction, str], ...] = (
    ("kg", "mass", _F(1), "kg kgs kilogram kilograms kilogramme kilogrammes kilo kilos"),
    ("g", "mass", _F(1, 1000), "g gram grams gramme grammes"),
    ("mg", "mass", _F(1, 10**6), "mg milligram milligrams"),
    ("ug", "mass", _F(1, 10**9), "µg μg mcg microgram micrograms microgramme microgrammes"),
    ("t", "mass", _F(1000), "t tonne tonnes metric_ton metric_tons metric_tonne metric_tonnes mt"),
    ("kt", "mass", _F(10**6), "kt kilotonne kilotonnes"),
    ("short_ton", "mass", _LB * 2000, "short_ton short_tons"),
    ("long_ton", "mass", _LB * 2240, "long_ton long_tons"),
    ("lb", "mass", _LB, "lb lbs pound pounds"),
    ("oz", "mass", _LB / 16, "oz ounce ounces"),
    ("troy_oz", "mass", _F(311034768, 10**10), "troy_ounce troy_ounces"),
    ("dram", "mass", _LB / 256, "dram drams drachma drachmas"),
    ("carat", "mass", _F(2, 10000), "carat carats"),
    ("quintal", "mass", _F(100), "quintal quintals"),
    ("m", "length", _F(1), "m metre metres meter meters"),
    ("km", "length", _F(1000), "km kms kilometre kilometres kilometer kilometers"),
    ("dm", "length", _F(1, 10), "dm decimetre decimetres decimeter decimeters"),
    ("cm", "length", _F(1, 100), "cm centimetre centimetres centimeter centimeters"),
    ("mm", "length", _F(1, 1000), "mm millimetre millimetres millimeter millimeters"),
    ("um", "length", _F(1, 10**6), "µm μm micrometre micrometer micron microns"),
    ("nm", "length", _F(1, 10**9), "nm nanometre nanometres nanometer nanometers"),
    ("pm", "length", _F(1, 10**12), "picometre picometres picometer picometers"),
    ("mi", "length", _FT * 5280, "mi mile miles"),
    ("nmi", "length", _F(1852), "nmi nautical_mile nautical_miles"),
    ("yd", "length", _FT * 3, "yd yds yard yards"),
    ("ft", "length", _FT, "ft foot feet"),
    ("in", "length", _FT / 12, 'inch inches "'),
    ("ha", "area", _F(10**4), "ha hectare hectares"),
    ("m2", "area", _F(1), "m2 m² sqm sq_m square_metre square_metres square_meter square_meters"),
    ("km2", "area", _F(10**6), ("km2 km² sq_km square_kilometre square_kilometres square_kilometer "
     "square_kilometers kilometre_squared kilometres_squared kilometer_squared "
     "kilometers_squared sq_kms")),
    ("mi2", "area", (_FT * 5280) ** 2, "sq_mi square_mile square_miles mi2"),
    ("ft2", "area", _FT**2, "sq_ft square_foot square_feet ft2 ft²"),
    ("yd2", "area", (_FT * 3) ** 2, "square_yard square_yards"),
    ("acre", "area", _FT**2 * 43560, "acre acres"),
    ("rai", "area", _F(1600), "rai"),
    ("l", "volume", _F(1), "l L litre litres liter liters"),
    ("ml", "volume", _F(1, 1000), "ml mL millilitre millilitres milliliter milliliters"),
    ("m3", "volume", _F(1000), "m3 m³ cubic_metre cubic_metres cubic_meter cubic_meters cu_m"),
    ("ft3", "volume", _FT**3 * 1000, "cubic_foot cubic_feet cu_ft ft3"),
    ("gal", "volume", _GAL, "gal gallon gallons"),
    ("bbl", "volume", _GAL * 42, "bbl bbls barrel barrels"),
    ("tbsp", "volume", _GAL / 256, "tbsp tablespoon tablespoons"),
    ("tsp", "volume", _GAL / 768, "tsp teaspoon teaspoons"),
    ("cup", "volume", _GAL / 16, "cup cups"),
    ("pint", "volume", _GAL / 8, "pint pints"),
    ("quart", "volume", _GAL / 4, "quart quarts"),
    ("bushel", "volume", _F(3523907016688, 10**11), "bushel bushels bu"),
    ("Wh", "energy", _F(1, 1000), "Wh watt-hour watt-hours"),
    ("kWh", "energy", _F(1), "kWh kwh kilowatt-hour kilowatt-hours kilowatt_hour kilowatt_hours"),
    ("MWh", "energy", _F(1000), "MWh mwh megawatt-hour megawatt-hours megawatt_hours"),
    ("GWh", "energy", _F(10**6), "GWh gwh gigawatt-hour gigawatt-hours gigawatt_hours"),
    ("TWh", "energy", _F(10**9), "TWh twh terawatt-hour terawatt-hours terawatt_hours"),
    ("J", "energy", _F(1, 3600000), "joule joules"),
    ("W", "power", _F(1), "W watt watts"),
    ("kW", "power", _F(1000), "kW kw kilowatt kilowatts"),
    ("MW", "power", _F(10**6), "MW mw megawatt megawatts"),
    ("GW", "power", _F(10**9), "GW gw gigawatt gigawatts"),
    ("hp", "power", _F(7456998715822702, 10**13), "hp horsepower"),
    ("s", "duration", _F(1), "s sec secs second seconds"),
    ("ms", "duration", _F(1, 1000), "ms millisecond milliseconds"),
    ("min", "duration", _F(60), "min mins minute minutes"),
    ("h", "duration", _F(3600), "h hr hrs hour hours"),
    ("day", "duration", _F(86400), "day days night nights"),
    ("week", "duration", _F(604800), "week weeks"),
    ("month", "calendar", _F(1), "month months"),
    ("quarter", "calendar", _F(3), "quarters"),
    ("year", "calendar", _F(12), "year years yr yrs"),
    ("decade", "calendar", _F(120), "decade decades"),
    ("century", "calendar", _F(1200), "century centuries"),
    ("km/h", "speed", _F(1000, 3600), "km/h kph kmph km/hr kmh"),
    ("m/s", "speed", _F(1), "m/s"),
    ("mph", "speed", _FT * 5280 / 3600, "mph"),
    ("knot", "speed", _F(1852, 3600), "knot knots"),
    ("degC", "temperature", _F(1), "°c °C celsius degrees_celsius degree_celsius ° celsius"),
    ("degF", "temperature_f", _F(1), "°f °F fahrenheit degrees_fahrenheit"),
    ("bit", "information", _F(1), "bit bits"),
    ("byte", "information", _F(8), "byte bytes"),
    ("Mbit", "information", _F(10**6), "Mb mb megabit megabits"),
    ("kB", "information", _F(8000), "kB KB kilobyte kilobytes"),
    ("MB", "information", _F(8 * 10**6), "MB megabyte megabytes"),
    ("GB", "information", _F(8 * 10**9), "GB gb gigabyte gigabytes"),
    ("TB", "information", _F(8 * 10**12), "TB tb terabyte terabytes"),
    ("deg", "angle", _F(1), "degree degrees"),
    ("rad", "angle", _F(5729577951308232, 10**14), "rad radian radians"),
    ("turn", "angle", _F(360), "turn turns"),
    ("percent", "percent", _F(1), "% percent per_cent pct percents percentage pc"),
    ("pp", "percentage_point", _F(1), ("percentage_point percentage_points pp percent_point "
     "percent_points pct_pt pct_pts pct_point pct_points")),
    ("bp", "basis_point", _F(1, 100), "basis_point basis_points bps bp"),
)  # fmt: skip

_AMBIGUOUS = {"ton": ("short_ton", "t", "long_ton"), "tons": ("short_ton", "t", "long_ton")}
#: Symbols that are words or other things unless the number is written right before them.
SHORT = frozenset("t m g l h s b in min d mw pm mb bu pc sec pp bp cup turn turns quarters".split())


@cache
def _names() -> dict[str, tuple[Unit, ...]]:
    names: dict[str, tuple[Unit, ...]] = {}
    by_id: dict[str, Unit] = {}
    for identifier, dimension, factor, words in _TABLE:
        unit = Unit(identifier, dimension, factor, _label(identifier, words))
        by_id[identifier] = unit
        for name in words.split():
            names.setdefault(name.replace("_", " "), (unit,))
    for name, identifiers in _AMBIGUOUS.items():
        names[name] = tuple(by_id[identifier] for identifier in identifiers)
    return names


def _label(identifier: str, words: str) -> str:
    labels = {"percent": "%", "t": "tonnes", "pp": "percentage points", "bp": "basis points"}
    if identifier in labels:
        return labels[identifier]
    plural = [word for word in words.split() if word.endswith("s") and len(word) > 3]
    return plural[0].replace("_", " ") if plural and identifier not in {"km2", "m2"} else identifier


def unit_candidates(name: str) -> tuple[Unit, ...]:
    """The units `name` may mean, the usual one first; empty when it names none."""
    names = _names()
    return names.get(name) or names.get(name.lower()) or ()


def unit_by_id(identifier: str) -> Unit:
    """The unit with this canonical id; KeyError when there is none."""
    return _by_id()[identifier]


@cache
def _by_id() -> dict[str, Unit]:
    return {unit.id: unit for units in _names().values() for unit in units}


def conversion(source: Unit, target: Unit) -> Fraction | None:
    """What one `source` is in `target`, exactly; None when the dimensions differ."""
    if source.dimension != target.dimension:
        return None
    return source.factor / target.factor
