import { suggestZone } from "../signup.js";

for (const form of document.querySelectorAll("form")) {
  if (form.elements.time_zone) suggestZone(form);
}
