// What the server tells the page's script: addresses, data and words, as JSON in the page.
export function readConfig() {
  const block = document.getElementById("player-config");
  return block ? JSON.parse(block.textContent) : null;
}

export function csrfToken() {
  return document.querySelector("[data-csrf]")?.dataset.csrf ?? "";
}
