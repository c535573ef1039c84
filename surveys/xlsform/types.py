"""The types that an XLSForm knows, and what they are here."""

import re
from dataclasses import dataclass

PLAIN = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "number", "number": "number",
    "date": "date", "time": "time", "datetime": "datetime", "date time": "datetime", "geopoint": "geopoint",
    "gps": "geopoint", "location": "geopoint", "image": "image", "photo": "image", "picture": "image", "file": "file",
    "note": "note", "acknowledge": "acknowledge", "acknowledgement": "acknowledge", "trigger": "acknowledge",
    "calculate": "calculation", "calculation": "calculation", "hidden": "hidden", "range": "range",
    "score__row": "row_of_table", "rank__level": "row_of_table",
    "add text prompt": "text", "add integer question": "integer", "add note prompt": "note",
}
CHOSEN = {
    "select_one": "single", "select one": "single", "select1": "single", "select one from": "single",
    "select_multiple": "multiple", "select multiple": "multiple", "select all that apply": "multiple",
    "select all that apply from": "multiple", "select multiple from": "multiple", "rank": "rank",
}
# noted by a device about the person who answers: not stored here
METADATA = frozenset({
    "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit",
    "uri:deviceid", "uri:username", "uri:email", "uri:phonenumber", "uri:subscriberid", "uri:simserial",
    "start-geopoint", "background-geopoint", "background-audio", "caseid", "imei", "device id", "device_id",
    "phone number", "sim id", "network-type", "audio audit", "text audit", "comments", "start time", "end time",
    "begintime", "endtime",
})
SENSORS = ("speed violations", "sensor_", "audio audit", "text audit")  # of SurveyCTO, with words after them
NOT_SUPPORTED = frozenset({
    "audio", "video", "barcode", "geotrace", "geoshape", "select_one_from_file", "select_multiple_from_file",
    "select_one_external", "rank_from_file", "bearing", "osm", "nfc",
})
# no questions, but data that a program brings along or works out on the device
DATA_ONLY = frozenset({"csv-external", "xml-external", "entity", "calculate_here"})
BEGIN = re.compile(r"^begin[ _](group|repeat|kobomatrix|score|rank)$")
END = re.compile(r"^end[ _](group|repeat|kobomatrix|score|rank)$")
OPEN = {"group": "group", "repeat": "repeat", "kobomatrix": "kobomatrix", "score": "score", "rank": "rank_of"}
_CHOSEN = "|".join(sorted(map(re.escape, CHOSEN), key=len, reverse=True))
CHOICE = re.compile(rf"^({_CHOSEN}) (.+?)( (?:or specify other|or_other|or other))?$", re.IGNORECASE)


@dataclass(frozen=True)
class Kind:
    """What a row is: question, begin, end, metadata, data, not_supported, no_list or unknown; ``type`` of the question
    or group.
    """

    what: str
    type: str = ""
    list_name: str = ""
    other: bool = False


def kind_of(said: str) -> Kind:
    """What the type column of a row says."""
    words = " ".join(said.split())
    plain = words.lower()
    if match := BEGIN.match(plain):
        return Kind("begin", OPEN[match[1]])
    if match := END.match(plain):
        return Kind("end", OPEN[match[1]])
    if plain in PLAIN:
        return Kind("question", PLAIN[plain])
    if plain in METADATA or plain.startswith(SENSORS):
        return Kind("metadata", plain)
    if plain.split(" ")[0] in DATA_ONLY:
        return Kind("data", plain.split(" ")[0])
    if plain.split(" ")[0] in NOT_SUPPORTED:
        return Kind("not_supported", plain.split(" ")[0])
    if match := CHOICE.match(words):
        return Kind("question", CHOSEN[match[1].lower()], match[2], bool(match[3]))
    if plain in CHOSEN:
        return Kind("no_list", plain)
    return Kind("unknown", plain)
