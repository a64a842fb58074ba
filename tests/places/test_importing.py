"""The bureau brings outlines of its own: in whatever datum, with whatever faults a clerk's file has."""

import json
import re
import zipfile
from math import cos, radians
from pathlib import Path
from typing import Any

import pytest
import shapefile
from shapely.geometry import shape

from app.core.geo import metres_between, wgs84_to_bd09, wgs84_to_gcj02
from app.notices.check import check
from app.notices.document import from_document, to_document
from app.notices.kinds import Level
from app.places.find import AreaFinder
from app.places.importing import Plan, plan_import
from app.places.outline_files import Datum, UnreadableOutlines
from app.places.outlines import read_outlines
from tests.notices.folders import yiyuan

SEAT = (118.1602, 36.1861)
LISHAN = "370323001"
VILLAGE = next(one for one in yiyuan().villages.values() if one.town == LISHAN)
GRID = f"{VILLAGE.code}001"
MOVES = {Datum.WGS84: lambda lon, lat: (lon, lat), Datum.GCJ02: wgs84_to_gcj02, Datum.BD09: wgs84_to_bd09}


def ring(
    datum: Datum = Datum.WGS84, half: float = 0.01, centre: tuple[float, float] = SEAT
) -> list[list[float]]:
    """A square around the county seat, as that datum shows it."""
    lon, lat = centre
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [list(MOVES[datum](lon + half * x, lat + half * y)) for x, y in corners]


def feature(coordinates: Any, kind: str = "Polygon", **about: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": about, "geometry": {"type": kind, "coordinates": coordinates}}


def written(folder: Path, *features: Any, **members: Any) -> Path:
    file = folder / "areas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}), "utf-8")
    return file


def planned(folder: Path, *features: Any, datum: Datum = Datum.WGS84) -> Plan:
    return plan_import(yiyuan(), read_outlines(written(folder, *features), datum))


@pytest.mark.parametrize("datum", list(Datum))
def test_an_outline_of_any_datum_lies_where_it_is_on_the_ground(datum: Datum, tmp_path: Path) -> None:
    plan = planned(tmp_path, feature([ring(datum)], code=LISHAN), datum=datum)

    outline = shape(plan.notice.shapes[LISHAN].geometry)
    assert metres_between(outline.centroid.coords[0], SEAT) < 0.05
    assert not plan.refused
    assert not plan.notice.shapes[LISHAN].schematic


def test_a_wrong_datum_lies_half_a_kilometre_off(tmp_path: Path) -> None:
    plan = planned(tmp_path, feature([ring(Datum.GCJ02)], code=LISHAN), datum=Datum.WGS84)

    outline = shape(plan.notice.shapes[LISHAN].geometry)
    assert 500 < metres_between(outline.centroid.coords[0], SEAT) < 560


def test_a_grid_cell_is_known_by_its_fifteen_digits_and_found_before_its_village(tmp_path: Path) -> None:
    plan = planned(
        tmp_path,
        feature([ring()], code=VILLAGE.code),
        feature([ring(half=0.002)], code=GRID, name="一号网格"),
    )

    found = AreaFinder(plan.notice).find(*SEAT)
    assert found is not None
    assert (found.code, found.name, found.level, found.parent) == (GRID, "一号网格", Level.GRID, VILLAGE.code)
    assert check(plan.notice) == []
    assert from_document(to_document(plan.notice)) == plan.notice


def test_names_will_do_where_they_are_unique(tmp_path: Path) -> None:
    plan = planned(tmp_path, feature([ring()], XZQMC="历山街道"))

    assert list(plan.placed) == [LISHAN]


def test_villages_of_one_name_need_their_town(tmp_path: Path) -> None:
    by_name: dict[str, list[str]] = {}
    for village in yiyuan().villages.values():
        by_name.setdefault(village.name, []).append(village.code)
    name, codes = next((name, codes) for name, codes in by_name.items() if len(codes) > 1)
    town = yiyuan().towns[codes[1][:9]].name

    alone = planned(tmp_path, feature([ring()], name=name))
    told = planned(tmp_path, feature([ring()], name=name, town=town))

    assert "对不上" in alone.refused[0]
    assert name in alone.refused[0]
    assert list(told.placed) == [codes[1]]


BOW_TIE = [[118.15, 36.18], [118.17, 36.20], [118.17, 36.18], [118.15, 36.20], [118.15, 36.18]]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (feature([ring()], code="370323999"), "对不上"),
        (feature([ring()], code="370323001900001"), "对不上"),
        (feature([118.1, 36.1], kind="Point", code=LISHAN), "应为面"),
        (feature([[[1, 2], [3]]], code=LISHAN), "读不出来"),
        (feature([[[500000.0, 4000000.0], [500100.0, 4000000.0], [500100.0, 4000100.0], [500000.0, 4000000.0]]], code=LISHAN), "不是经纬度"),
        (feature([ring(centre=(117.0, 36.0))], code=LISHAN), "远在县域之外"),
        (feature([[[y, x] for x, y in ring()]], code=LISHAN), "不是经纬度"),
        ({"type": "Feature", "properties": {"code": LISHAN}, "geometry": None}, "没有边界"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_named_and_changes_nothing(given: Any, sentence: str, tmp_path: Path) -> None:
    plan = planned(tmp_path, given)

    assert len(plan.refused) == 1
    assert plan.refused[0].startswith("第 1 个要素（")
    assert sentence in plan.refused[0]
    assert plan.notice.digest == yiyuan().digest


def test_an_outline_that_crosses_itself_is_mended_and_said(tmp_path: Path) -> None:
    plan = planned(tmp_path, feature([BOW_TIE], code=LISHAN, name="历山街道"))

    assert "历山街道" in plan.repaired[0]
    assert shape(plan.notice.shapes[LISHAN].geometry).is_valid


def test_parts_that_lie_over_each_other_are_one_area_without_a_hole(tmp_path: Path) -> None:
    east, both = (SEAT[0] + 0.01, SEAT[1]), (SEAT[0] + 0.005, SEAT[1])
    parts = [[ring()], [ring(centre=east)]]
    plan = planned(tmp_path, feature(parts, kind="MultiPolygon", code=LISHAN))

    found = AreaFinder(plan.notice).find(*both)
    assert found is not None
    assert found.code == LISHAN
    assert shape(plan.notice.shapes[LISHAN].geometry).area == pytest.approx(0.03 * 0.02)
    before, after = (float(one) for one in re.findall(r"([\d.]+) 平方公里", plan.repaired[0]))
    assert before == after == pytest.approx(0.03 * 0.02 * 111.195**2 * cos(radians(SEAT[1])), rel=1e-3)


def test_mending_that_would_lose_land_is_refused_by_name(tmp_path: Path) -> None:
    over_the_border = ring(half=0.005, centre=(SEAT[0] + 0.01, SEAT[1]))
    as_a_hole = feature([ring(), over_the_border], code=LISHAN, name="历山街道")
    plan = planned(tmp_path, as_a_hole)

    assert plan.placed == {}
    assert "历山街道" in plan.refused[0]
    assert "12.5 %" in plan.refused[0]


def test_the_same_area_twice_and_areas_over_each_other_are_said(tmp_path: Path) -> None:
    other = next(town.code for town in yiyuan().towns.values() if town.code != LISHAN)
    plan = planned(
        tmp_path,
        feature([ring()], code=LISHAN),
        feature([ring()], code=LISHAN),
        feature([ring(half=0.005)], code=other),
    )

    assert "同一个区域" in plan.refused[0]
    assert len(plan.overlaps) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_shapefile_of_the_land_office_reads_in_either_encoding(encoding: str, tmp_path: Path) -> None:
    with shapefile.Writer(str(tmp_path / "xzq"), encoding=encoding) as writer:
        writer.field("XZQDM", "C", 19)
        writer.field("XZQMC", "C", 60)
        writer.poly([ring()])
        writer.record(LISHAN, "历山街道")

    outlines = read_outlines(tmp_path / "xzq.shp", Datum.WGS84)

    assert [(one.code, one.name) for one in outlines] == [(LISHAN, "历山街道")]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.geojson", b"{", "不是 GeoJSON"),
        ("a.geojson", b'{"features": 7}', "不是 GeoJSON"),
        ("a.shp", b"no shapefile", "读不出来"),
        ("a.zip", b"no zip", "读不出来"),
    ],
)
def test_a_file_that_is_something_else_says_what_is_wanted(
    name: str, content: bytes, sentence: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UnreadableOutlines, match=sentence):
        read_outlines(tmp_path / name, Datum.WGS84)


def test_metres_on_a_plane_are_refused_as_a_whole(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4528"}}

    with pytest.raises(UnreadableOutlines, match="转为经纬度"):
        read_outlines(written(tmp_path, crs=crs), Datum.WGS84)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_geojson_as_windows_programs_write_it_is_read(encoding: str, tmp_path: Path) -> None:
    document = {"type": "FeatureCollection", "features": [feature([ring()], 名称="历山街道")]}
    (tmp_path / "a.geojson").write_bytes(json.dumps(document, ensure_ascii=False).encode(encoding))

    assert [one.name for one in read_outlines(tmp_path / "a.geojson", Datum.WGS84)] == ["历山街道"]


def land_office(folder: Path, name: str = "xzq", **endings: str) -> Path:
    """A Shapefile of one area; ``endings``: further files beside it, by ending."""
    with shapefile.Writer(str(folder / name), encoding="utf-8") as writer:
        writer.field("XZQDM", "C", 19)
        writer.poly([ring()])
        writer.record(LISHAN)
    for ending, text in endings.items():
        (folder / f"{name}.{ending}").write_text(text, "utf-8")
    return folder / f"{name}.shp"


def zipped(folder: Path, *skipped: str) -> Path:
    """All that lies in the folder as an archive."""
    archive = folder.parent / "areas.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in sorted(folder.iterdir()):
            if file.suffix not in skipped:
                packed.write(file, f"边界/{file.name}")
    return archive


def folder_in(folder: Path) -> Path:
    (folder / "files").mkdir()
    return folder / "files"


def test_an_archive_of_two_shapefiles_says_which(tmp_path: Path) -> None:
    files = folder_in(tmp_path)
    land_office(files, "镇街")
    land_office(files, "村居")

    with pytest.raises(UnreadableOutlines, match=r"有 2 个 Shapefile（村居\.shp、镇街\.shp）"):
        read_outlines(zipped(files), Datum.WGS84)


def test_an_archive_of_one_is_read_whatever_lies_beside_it(tmp_path: Path) -> None:
    files = folder_in(tmp_path)
    land_office(files, prj=CGCS2000)
    (files / "._xzq.shp").write_text("what a Mac puts there")

    assert [one.code for one in read_outlines(zipped(files), Datum.WGS84)] == [LISHAN]


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    files = folder_in(tmp_path)
    land_office(files)

    with pytest.raises(UnreadableOutlines, match=r"缺少 \.dbf"):
        read_outlines(zipped(files, ".dbf"), Datum.WGS84)
    (files / "xzq.dbf").unlink()
    with pytest.raises(UnreadableOutlines, match=r"缺少 \.dbf"):
        read_outlines(files / "xzq.shp", Datum.WGS84)


WGS84 = 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]]'
WGS84_WKT2 = 'GEOGCRS["WGS 84",ENSEMBLE["World Geodetic System 1984 ensemble",MEMBER["…"]]]'
CGCS2000 = 'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000"]]]'
XIAN = 'GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]]]'
BEIJING = 'GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",SPHEROID["Krasovsky_1940",6378245.0,298.3]]]'
PLANE = f'PROJCS["CGCS2000_3_Degree_GK_Zone_39",{CGCS2000},PROJECTION["Gauss_Kruger"]]'


@pytest.mark.parametrize("prj", [WGS84, WGS84_WKT2, CGCS2000, ""])
@pytest.mark.parametrize("ending", ["prj", "PRJ"])
def test_what_is_as_good_as_wgs84_is_taken(prj: str, ending: str, tmp_path: Path) -> None:
    assert len(read_outlines(land_office(tmp_path, **{ending: prj}), Datum.WGS84)) == 1


@pytest.mark.parametrize(
    ("prj", "sentence"),
    [(XIAN, "D_Xian_1980"), (BEIJING, "D_Beijing_1954"), (PLANE, "投影坐标")],
)
@pytest.mark.parametrize("ending", ["prj", "PRJ"])
@pytest.mark.parametrize("packed", [False, True])
def test_another_datum_is_refused_by_name(
    prj: str, sentence: str, ending: str, packed: bool, tmp_path: Path
) -> None:
    files = folder_in(tmp_path)
    file = land_office(files, **{ending: prj})

    with pytest.raises(UnreadableOutlines, match=sentence):
        read_outlines(zipped(files) if packed else file, Datum.WGS84)


def test_whoever_says_another_datum_knows_better_than_the_file(tmp_path: Path) -> None:
    assert len(read_outlines(land_office(tmp_path, prj=XIAN), Datum.BD09)) == 1
