"""Packages as authoring tools export them, small enough to read."""

import io
import zipfile
from collections.abc import Mapping

MANIFEST_12 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="course" version="1.0" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="all">
    <organization identifier="all"><title>Охрана труда</title>
      <item identifier="one" identifierref="sco"><title>Глава</title>
        <adlcp:datafromlms>ключ=1</adlcp:datafromlms></item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="sco" type="webcontent" adlcp:scormtype="sco" href="pages/index.html?v=2">
      <file href="pages/index.html"/></resource>
  </resources>
</manifest>"""

MANIFEST_2004 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="course" version="1" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
  <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
  <organizations default="all">
    <organization identifier="all"><title>Первая помощь</title>
      <item identifier="one" identifierref="sco"><title>Курс</title>
        <imsss:sequencing><imsss:objectives>
          <imsss:primaryObjective satisfiedByMeasure="true">
            <imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure>
          </imsss:primaryObjective>
        </imsss:objectives></imsss:sequencing></item>
    </organization>
  </organizations>
  <resources xml:base="pages/">
    <resource identifier="sco" type="webcontent" adlcp:scormType="sco" href="start.html"/>
  </resources>
</manifest>"""

# Looks for the API from its own window upwards, as the wrapper of ADL does, and keeps what it needs in local storage.
PAGE_12 = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Глава</title></head><body>
<p id="began"></p><button onclick="next()">Дальше</button><button onclick="done()">Готово</button>
<script>
var API = null;
function findAPI(win) {
  while (win.API == null && win.parent != null && win.parent != win) win = win.parent;
  return win.API;
}
API = findAPI(window);
localStorage.setItem("seen", "1");
let reach = "cookie " + document.cookie;
try { reach += top.document.title; } catch (error) { reach += "refused"; }
API.LMSInitialize("");
const place = API.LMSGetValue("cmi.core.lesson_location") || "1";
document.getElementById("began").textContent =
  [API.LMSGetValue("cmi.core.entry"), place, API.LMSGetValue("cmi.suspend_data"), reach].join("|");
function next() {
  API.LMSSetValue("cmi.core.lesson_location", "7");
  eval("API.LMSSetValue('cmi.suspend_data', 'глава')");
}
function done() { API.LMSSetValue("cmi.core.lesson_status", "completed"); API.LMSCommit(""); }
addEventListener("beforeunload", () => { API.LMSSetValue("cmi.core.score.raw", "90"); API.LMSFinish(""); });
</script></body></html>"""

# Looks for the API in its parents first, as the players of big authoring tools do; its script lies beside it.
PAGE_2004 = """<html><head><meta charset="utf-8"><title>Курс</title><script src="course.js"></script></head>
<body onload="begin()"><p id="began"></p><button onclick="answer()">Ответить</button></body></html>"""
SCRIPT_2004 = """
function scan(win) { let tries = 0;
  while (win.API_1484_11 == null && win.parent != null && win.parent != win && tries++ < 9) win = win.parent;
  return win.API_1484_11; }
let api;
async function begin() {
  api = window.parent && window.parent != window ? scan(window.parent) : null;
  api.Initialize("");
  const data = await (await fetch("data.json")).json();
  document.getElementById("began").textContent = [data.name, api.GetValue("cmi.completion_status")].join("|");
}
function answer() {
  api.SetValue("cmi.score.scaled", "0.85");
  api.SetValue("cmi.completion_status", "completed");
  api.SetValue("cmi.suspend_data", "x".repeat(30000));
  api.Terminate("");
}
"""


def make_zip(files: Mapping[str, str | bytes], *empty: zipfile.ZipInfo) -> io.BytesIO:
    """Return an archive of the given files, and of entries that hold nothing."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        for info in empty:
            archive.writestr(info, "")
    made.seek(0)
    made.name = "course.zip"
    return made


def package_12(**files: str) -> io.BytesIO:
    return make_zip({"imsmanifest.xml": MANIFEST_12, "pages/index.html": PAGE_12, **files})


def package_2004(**files: str) -> io.BytesIO:
    return make_zip(
        {
            "imsmanifest.xml": MANIFEST_2004,
            "pages/start.html": PAGE_2004,
            "pages/course.js": SCRIPT_2004,
            "pages/data.json": '{"name": "Первая помощь"}',
            **files,
        }
    )
