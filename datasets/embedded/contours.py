"""Contours: from polygons that nearly fit together to a coverage that does.

In: contours by code (WGS 84 degrees, as published). Out: contours by code on a grid of 1e-6 degree
(about 0.1 m) whose neighbours share the very same vertices. Nothing here reads or writes a file.

Method: all borders are noded together on the grid, the plane is cut into faces, each face is given to
one owner, and the faces of an owner are joined. Vertices are never thinned: the source is already
generalised. The rules that give a face to an owner are in `owner_of_faces`.
"""
from collections import Counter, defaultdict

import numpy as np
import pandas as pd
import pyarrow as pa
import pyproj
import shapely

GRID = 1e-6  # degree
DECIMALS = 6
SLIVER_KM2 = 0.1  # a closed hole below this size is a defect of generalisation; the next larger one is 13 km2
MISSING_KM2 = 0.5  # a territory of a canton without commune below this size is a defect too
GEOD = pyproj.Geod(ellps="WGS84")


def area_km2(geometry):
    """Geodesic area on the WGS 84 ellipsoid, km2."""
    return abs(GEOD.geometry_area_perimeter(geometry)[0]) / 1e6


def missing_territories(contours, cantons):
    """Territories inside `cantons` that no contour covers: connected polygons above MISSING_KM2.

    The cantons are drawn with the same vertices as the communes, so that a difference is exact, and
    shows what is missing at the frontier as well, where a missing commune does not leave a closed hole.
    """
    tree = shapely.STRtree(contours.to_numpy())
    holes = []
    for canton in cantons:
        near = np.sort(tree.query(canton, predicate="intersects"))
        holes.append(shapely.difference(canton, shapely.union_all(contours.to_numpy()[near])))
    parts = shapely.get_parts(shapely.union_all(holes))
    return [part for part in parts if part.geom_type == "Polygon" and area_km2(part) > MISSING_KM2]


def owner_of_territories(territories, contours, absorbed):
    """Gives each missing territory to the merged commune it belongs to.

    `absorbed`: merged commune -> the number of communes it took in since the vintage of the contours.
    A territory belongs to a merged commune whose contour it touches along a line. Where several touch,
    those that already have as many territories as communes absorbed are ruled out, until one remains.
    """
    tree = shapely.STRtree(contours.to_numpy())
    candidates = {}
    for number, territory in enumerate(territories):
        near = [contours.index[i] for i in tree.query(territory, predicate="intersects")]
        along = [c for c in near if shapely.intersection(contours[c], territory).length > 0]
        candidates[number] = sorted(set(along) & set(absorbed))
    owners = {}
    while len(owners) < len(territories):
        done = Counter(owners.values())
        left = {
            n: [c for c in names if done[c] < absorbed[c]]
            for n, names in candidates.items()
            if n not in owners
        }
        certain = {n: names[0] for n, names in left.items() if len(names) == 1}
        if not certain:
            raise ValueError(f"missing territories without a certain owner: {left}")
        # One at a time: the next may be decided by this one.
        first = min(certain)
        owners[first] = certain[first]
    return [owners[n] for n in range(len(territories))]


def cut_into_faces(polygons):
    """Nodes all borders on the grid and returns the faces of the plane, with grid coordinates."""
    lines = shapely.unary_union(shapely.boundary(np.asarray(polygons)), grid_size=GRID)
    # The overlay leaves the last bit of a coordinate free; rounding makes equal what should be equal.
    lines = shapely.transform(shapely.get_parts(lines), lambda xy: np.round(xy, DECIMALS))
    return shapely.get_parts(shapely.polygonize(lines))


def edges_of(polygons):
    """Directed edges of all rings: array (n, 4) of x0, y0, x1, y1, and the index of the polygon of each."""
    rings, polygon_of_ring = shapely.get_rings(polygons, return_index=True)
    xy, ring_of_point = shapely.get_coordinates(rings, return_index=True)
    same = ring_of_point[:-1] == ring_of_point[1:]
    return np.hstack([xy[:-1], xy[1:]])[same], polygon_of_ring[ring_of_point[:-1][same]]


def undirected(edges):
    """The same edges with the smaller end first, and whether they were turned round."""
    turned = (edges[:, 0] > edges[:, 2]) | ((edges[:, 0] == edges[:, 2]) & (edges[:, 1] > edges[:, 3]))
    return np.where(turned[:, None], edges[:, [2, 3, 0, 1]], edges), turned


def border_lengths(faces):
    """For each face, the faces it borders and the length of the common border, in degrees."""
    edges, face = edges_of(faces)
    ends, _ = undirected(edges)
    _, key = np.unique(ends, axis=0, return_inverse=True)
    order = np.argsort(key, kind="stable")
    key, face = key.ravel()[order], face[order]
    length = np.hypot(*(ends[order, :2] - ends[order, 2:]).T)
    pair = np.flatnonzero(key[:-1] == key[1:])
    lengths = defaultdict(Counter)
    for a, b, degrees in zip(face[pair], face[pair + 1], length[pair]):
        lengths[a][b] += degrees
        lengths[b][a] += degrees
    return lengths


def owner_of_faces(faces, polygons, owners, report):
    """Gives each face to the code of one owner, or to None where the face is outside of the country.

    - inside one polygon: the owner of the polygon;
    - inside several (an overlap): the claimant that shares the longest border with the face;
    - inside none: below SLIVER_KM2 the neighbour that shares the longest border, otherwise a real
      hole, which stays one.
    """
    inside = defaultdict(set)
    tree = shapely.STRtree(np.asarray(polygons))
    for face, polygon in zip(*tree.query(shapely.point_on_surface(faces), predicate="within")):
        inside[face].add(owners[polygon])
    owner = [next(iter(inside[f])) if len(inside[f]) == 1 else None for f in range(len(faces))]
    borders = border_lengths(faces)
    decided = list(owner)
    counts = Counter()
    for face in range(len(faces)):
        if owner[face] is not None:
            continue
        if not inside[face] and area_km2(faces[face]) >= SLIVER_KM2:
            x, y = shapely.get_coordinates(shapely.centroid(faces[face]))[0]
            report(f"  hole kept: {area_km2(faces[face]):.1f} km2 at {x:.3f}, {y:.3f}")
            counts["holes kept"] += 1
            continue
        shared = Counter()
        for other, length in borders[face].items():
            if owner[other] is not None and (not inside[face] or owner[other] in inside[face]):
                shared[owner[other]] += length
        claimants = {c: shared[c] for c in inside[face]} or shared
        decided[face] = min(claimants, key=lambda c: (-claimants[c], c))
        kind = "overlap" if inside[face] else "gap"
        counts[kind + "s given to a neighbour"] += 1
        counts[kind + " m2"] += round(area_km2(faces[face]) * 1e6)
    report(f"  {len(faces)} faces; {dict(counts)}")
    return decided


def clean_coverage(polygons, owners, report):
    """The coverage: a Series code -> Polygon or MultiPolygon, sorted, from polygons and their owners."""
    faces = cut_into_faces(polygons)
    members, sources = defaultdict(list), defaultdict(list)
    for face, owner in enumerate(owner_of_faces(faces, polygons, owners, report)):
        members[owner].append(face)
    for polygon, owner in enumerate(owners):
        sources[owner].append(polygon)
    codes = sorted(sources)
    joined = [
        faces[members[code][0]] if len(members[code]) == 1
        else shapely.coverage_union_all(faces[members[code]])
        for code in codes
    ]
    moved = {
        code: shapely.symmetric_difference(shape, shapely.union_all([polygons[i] for i in sources[code]])).area
        / shape.area
        for code, shape in zip(codes, joined)
    }
    worst = max(moved, key=moved.get)
    report(f"  surface moved by the cleaning: at most {moved[worst]:.2%} of a contour ({worst}), "
           f"above 0.1 % in {sum(share > 0.001 for share in moved.values())}")
    if moved[worst] > 0.05:
        raise ValueError(f"the cleaned contour of {worst} is not the published one")
    return pd.Series(shapely.orient_polygons(np.asarray(joined, dtype=object)), index=codes)


def check_coverage(geometries, report):
    """Raises unless the geometries are a clean coverage; reports how often an edge is used.

    Every geometry is valid, exterior rings run counter-clockwise and holes clockwise, no point stands
    twice in a row, every coordinate is on the grid, every undirected edge is used once (coast, frontier) or
    twice in opposite directions, and no vertex lies inside an edge nor do two interiors meet.
    """
    parts = shapely.get_parts(geometries)
    xy = shapely.get_coordinates(geometries)
    assert shapely.is_valid(geometries).all(), "a contour is not valid"
    assert not shapely.is_empty(parts).any(), "a contour is empty"
    assert (xy == np.round(xy, DECIMALS)).all(), "a coordinate is off the grid"
    assert shapely.is_ccw(shapely.get_exterior_ring(parts)).all(), "an exterior ring runs clockwise"
    holes = [ring for part in parts for ring in part.interiors]
    assert not shapely.is_ccw(holes).any(), "a hole runs counter-clockwise"
    edges, _ = edges_of(parts)
    assert (edges[:, :2] != edges[:, 2:]).any(axis=1).all(), "a point stands twice in a row"
    ends, turned = undirected(edges)
    unique, key = np.unique(ends, axis=0, return_inverse=True)
    key = key.ravel()
    uses = np.bincount(key)
    balance = np.bincount(key, weights=np.where(turned, -1, 1))
    assert uses.max() <= 2, "an edge is used more than twice"
    assert (balance[uses == 2] == 0).all(), "two contours run along an edge in the same direction"
    assert shapely.coverage_is_valid(geometries), "contours overlap, or a vertex lies on a neighbour's edge"
    outer = shapely.get_parts(shapely.coverage_union_all(geometries))
    outer_edges, _ = undirected(edges_of(outer)[0])
    once = unique[uses == 1]
    assert np.array_equal(np.unique(outer_edges, axis=0), once), "a border inside the country is used once"
    inner_rings = [shapely.Polygon(ring) for part in outer for ring in part.interiors]
    small = [ring for ring in inner_rings if area_km2(ring) < SLIVER_KM2]
    assert not small, f"{len(small)} gaps are left"
    figures = {
        "contours": len(geometries), "parts": len(parts), "holes in contours": len(holes),
        "coordinates": len(xy), "edges": len(unique), "used once": int((uses == 1).sum()),
        "used twice, opposite": int((uses == 2).sum()), "islands of the union": len(outer),
        "enclaves of the union": len(inner_rings),
    }
    report(f"  checked: {figures}")
    return figures


def centres(geometries):
    """Centroids (degrees), or, where one falls outside, a point on the surface of the largest part.

    A centroid is not moved by a scaling of an axis, so that computing it in degrees is exact up to
    the change of the length of a degree across one commune.
    """
    points = shapely.centroid(geometries)
    outside = ~shapely.contains(geometries, points)
    for i in np.flatnonzero(outside):
        largest = max(shapely.get_parts(geometries[i]), key=lambda part: part.area)
        points[i] = shapely.point_on_surface(largest)
    return np.round(shapely.get_coordinates(points), DECIMALS), int(outside.sum())


def distance_to_nearest_km(lon, lat, is_pole):
    """Geodesic distance in km of every point to the nearest pole; 0 for a pole itself.

    The eight nearest by straight line through the Earth are measured on the ellipsoid: the two orders agree
    but for a rounding.
    """
    to_xyz = pyproj.Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
    xyz = np.column_stack(to_xyz.transform(lon, lat, np.zeros(len(lon))))
    poles = np.flatnonzero(is_pole)
    result = np.zeros(len(lon))
    for i in np.flatnonzero(~is_pole):
        chord = ((xyz[poles] - xyz[i]) ** 2).sum(axis=1)
        near = poles[np.argpartition(chord, 8)[:8]]
        _, _, metres = GEOD.inv(np.full(8, lon[i]), np.full(8, lat[i]), lon[near], lat[near])
        result[i] = metres.min() / 1000
    return result


def wkb(geometries):
    """Little-endian WKB; null stays null."""
    return pa.array([shapely.to_wkb(g, byte_order=1) if isinstance(g, shapely.Geometry) else None for g in geometries],
                    pa.binary())
