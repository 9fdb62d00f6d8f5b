// Chooses the time zone of the device where it differs from that of the region; without it the region decides.

function offsetOf(zone, at = new Date()) {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName").value;
}

// Two zones live by one clock if they agree in winter and in summer.
function clockOf(zone) {
  const year = new Date().getFullYear();
  return [0, 6].map((month) => offsetOf(zone, new Date(Date.UTC(year, month, 1)))).join();
}

function choose(select, zone) {
  const options = [...select.options];
  const same = options.find((option) => option.value === zone) ??
    options.find((option) => option.value && clockOf(option.value) === clockOf(zone));
  if (same) {
    select.value = same.value;
  } else {
    select.add(new Option(`${zone.split("/").pop().replaceAll("_", " ")}, ${offsetOf(zone)}`, zone, true, true));
  }
}

export function suggestZone(form) {
  const region = form.elements.region;
  const zone = form.elements.time_zone;
  const note = document.getElementById("zone-note");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!region || !zone || !own || zone.value) return;
  let touched = false;
  zone.addEventListener("change", () => {
    touched = true;
    note.hidden = true;
  });
  region.addEventListener("change", () => {
    if (touched) return;
    const lives = region.selectedOptions[0]?.dataset.zone;
    const differs = Boolean(lives) && clockOf(lives) !== clockOf(own);
    if (differs) choose(zone, own);
    else zone.value = "";
    note.hidden = !differs;
  });
}
