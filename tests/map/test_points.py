"""Cases as points: what lies in the box, all of it or a part that says so."""

from tests.bureau import COUNTY_SEAT, Bureau

LON, LAT = COUNTY_SEAT
BOX = f"{LON - 0.01},{LAT - 0.01},{LON + 0.01},{LAT + 0.01}"


def test_a_list_that_cannot_hold_all_can_ask_for_none(bureau: Bureau) -> None:
    filed = [bureau["inspector"].files()["id"] for _ in range(3)]
    ask = bureau["command"].http.get

    whole = ask("/api/cases.geojson", params={"bbox": BOX, "limit": 3, "all_or_none": True}).json()
    none = ask("/api/cases.geojson", params={"bbox": BOX, "limit": 2, "all_or_none": True}).json()
    newest = ask("/api/cases.geojson", params={"bbox": BOX, "limit": 2}).json()

    assert {one["properties"]["id"] for one in whole["features"]} == set(filed)
    assert (whole["truncated"], none["truncated"], newest["truncated"]) == (False, True, True)
    assert none["features"] == []
    assert [one["properties"]["id"] for one in newest["features"]] == filed[:0:-1]
