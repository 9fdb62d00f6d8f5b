// Theme and legible mode without a reload. The cookies are the ones the server reads, so the next page comes right at once;
// without this script the same buttons post to /view/.
const root = document.documentElement;
const YEAR_S = 365 * 24 * 3600;
const KEYS = ["theme", "legible", "size", "images", "spacing", "panel"];

function isDark() {
  if (root.dataset.theme) return root.dataset.theme === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function remember(key, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `look-${key}=${value}; Path=/; Max-Age=${value ? YEAR_S : 0}; SameSite=Lax${secure}`;
}

function press(key) {
  const value = root.dataset[key] ?? "";
  for (const button of document.querySelectorAll(`[data-look-${key}]`)) {
    button.setAttribute("aria-pressed", String(button.dataset[`look${key[0].toUpperCase()}${key.slice(1)}`] === value));
  }
}

export function setLook(key, value) {
  if (value) root.dataset[key] = value;
  else delete root.dataset[key];
  remember(key, value);
  press(key);
}

// The panel folds on phones after a choice: the button that was pressed goes away, so focus moves to the one that unfolds it.
function foldPanel(panel) {
  setLook("panel", "folded");
  const again = document.querySelector("[data-unfold]");
  if (again && again.getClientRects().length && panel.contains(document.activeElement)) again.focus();
}

export function watchLook() {
  KEYS.forEach(press);
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-look]");
    const button = event.submitter;
    if (!form || !button || !KEYS.includes(button.name)) return;
    event.preventDefault();
    const value = button.value === "other" ? (isDark() ? "light" : "dark") : button.value;
    setLook(button.name, value);
    if (button.name === "legible" && value) setLook("panel", "");
    if (form.matches(".legible-panel") && button.name !== "legible") foldPanel(form);
  });
}
