"""Makes outlines-73.csv: a schematic drawing of the 24 regencies of South Sulawesi, shared borders and all.

Every district takes the land that is nearest to its point (Voronoi); districts of one regency become one; the coast is that of
Natural Earth. Run in an empty folder, with this file's folder as DATA:

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python3 -m venv venv && venv/bin/pip install shapely==2.1.2
    venv/bin/python DATA/outlines.py DATA/points-73.csv package/land-10m.json >DATA/outlines-73.csv
"""

import csv
import json
import sys

import shapely
from shapely.geometry import MultiPoint, Point, Polygon, box
from shapely.ops import unary_union

# Roughly where neighbouring regencies begin: they bound the cells of ours. (longitude, latitude)
NEIGHBOURS = [
    (119.28, -3.42), (119.42, -3.38), (119.37, -2.95), (119.30, -3.15), (119.45, -2.75), (119.35, -2.55), (119.60, -2.40), (119.55, -2.15),
    (119.85, -1.95), (120.25, -1.80), (120.65, -1.95), (121.00, -1.95), (121.35, -2.10), (121.70, -2.25), (121.95, -2.60),
    (122.00, -2.85), (121.60, -3.10), (121.20, -3.05), (120.98, -2.95), (120.95, -3.15), (121.05, -3.50), (121.60, -4.05),
]
# How far from its points a regency reaches at most, and how large an island is at least that the coast leaves out (degrees).
REACH, ISLET = 0.33, 0.03
PROVINCE = box(117.0, -8.5, 122.5, -1.5)


def land(topology):
    """The land of a TopoJSON within a box around the province."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(line)
    ring = lambda numbers: [point for n in numbers for point in (arcs[n] if n >= 0 else arcs[~n][::-1])]
    polygons = [polygon for geometry in topology["objects"]["land"]["geometries"] for polygon in geometry["arcs"]]
    whole = [Polygon(ring(polygon[0]), [ring(hole) for hole in polygon[1:]]) for polygon in polygons]
    return unary_union([polygon.buffer(0) for polygon in whole if polygon.intersects(PROVINCE)]).intersection(PROVINCE)


def main():
    points_file, land_file = sys.argv[1:]
    with open(points_file) as lines:
        points = [(row["code"], Point(float(row["lon"]), float(row["lat"]))) for row in csv.DictReader(lines)]
    with open(land_file) as text:
        coast = land(json.load(text))
    places = [point for _, point in points]
    # Islands that the coast is too coarse for.
    coast = unary_union([coast, *(point.buffer(ISLET, 4) for point in places if not coast.contains(point))])
    cells = shapely.voronoi_polygons(MultiPoint(places + [Point(place) for place in NEIGHBOURS]), extend_to=PROVINCE)
    tree = shapely.STRtree(cells.geoms)
    reach = unary_union([point.buffer(REACH, 8) for point in places])
    regencies = {}
    for code, point in points:
        cell = next(cells.geoms[n] for n in tree.query(point) if cells.geoms[n].contains(point))
        regencies.setdefault(code[:5], []).append(cell)
    outlines = {code: unary_union(parts).intersection(coast).intersection(reach) for code, parts in sorted(regencies.items())}
    rounded = lambda shape: shapely.transform(shape, lambda xy: xy.round(3))
    codes, shapes = list(outlines), [rounded(shape) for shape in outlines.values()]
    # Neighbours are thinned together: the line between them stays one.
    shapes = shapely.coverage_simplify(shapes, 0.012)
    print("code;outline")
    for code, shape in zip(codes, shapes):
        parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
        largest = max(part.area for part in parts)
        kept = [part for part in parts if part.area > 0.0005 or part.area == largest]
        text = lambda ring: "(" + ",".join(f"{x:.3f} {y:.3f}" for x, y in ring.coords) + ")"
        polygons = ",".join("(" + ",".join(map(text, [part.exterior, *part.interiors])) + ")" for part in kept)
        print(f"{code};MULTIPOLYGON({polygons})")


main()
