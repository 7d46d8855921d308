"""For the tool that tries everything: what a schema cannot say. A frame's west is less than its
east, its south less than its north: borders that only stand the wrong way round are turned. A
`Range` that is none must be ignored (RFC 9110, 14.2)."""
import re

import schemathesis


def ordered(a, b, most):
    if a == b:
        return (a, a + 1) if a < most else (a - 1, a)
    return min(a, b), max(a, b)


def turned(numbers):
    """Four numbers in the world as a frame; anything else as it is."""
    number = lambda n: isinstance(n, (int, float)) and not isinstance(n, bool)
    if not isinstance(numbers, list) or len(numbers) != 4 or not all(map(number, numbers)):
        return numbers
    west, south, east, north = numbers
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        return numbers
    (west, east), (south, north) = ordered(west, east, 180), ordered(south, north, 90)
    return [west, south, east, north]


def turned_text(text):
    try:
        numbers = [float(n) for n in text.split(",")]
    except ValueError:
        return text
    frame = turned(numbers)
    return text if frame is numbers else ",".join(map(str, frame))


@schemathesis.hook
def before_call(context, case, kwargs):
    if isinstance(case.query, dict) and "bbox" in case.query:
        frame = case.query["bbox"]
        case.query["bbox"] = turned_text(frame) if isinstance(frame, str) else turned(frame)
    if isinstance(case.body, dict) and "bbox" in case.body:
        case.body["bbox"] = turned(case.body["bbox"])


def blank(value):
    return not re.fullmatch(r"[^,\s]+", str(value))


def given_twice(pairs):
    """Whether an id has two weights, or a field two columns, which is refused."""
    pairs = pairs.split(",") if isinstance(pairs, str) else pairs if isinstance(pairs, list) else []
    ids = [str(pair).split(":")[0].strip() for pair in pairs]
    return len(set(ids)) < len(ids)


PLACE_FILTERS = ("public", "prise_en_charge", "frais", "programme", "typologie", "source", "service")


def holed(values):
    """Whether a list of values between commas holds one without a character, which is refused."""
    texts = values if isinstance(values, list) else [values] if isinstance(values, str) and values else []
    return any(not part.strip() for text in texts for part in str(text).split(","))


@schemathesis.hook
def filter_case(context, case):
    """Leaves out what is read otherwise than a schema can say: a `Range` that is none is ignored; no
    id has two weights and no field two columns; a filter of places has no empty value beside others; of the former portal's
    lists, values with commas are several and empty ones are passed over."""
    asked = (case.headers or {}).get("Range")
    if asked is not None and not str(asked).startswith("bytes="):
        return False
    query = case.query if isinstance(case.query, dict) else {}
    lists = [query.get(name) for name in ("codes[]", "filters[]")]
    if any(blank(v) for values in lists if isinstance(values, list) for v in values):
        return False
    if any(given_twice(query.get(name)) for name in ("weights", "fields")):
        return False
    return not any(holed(query.get(name)) for name in PLACE_FILTERS)
