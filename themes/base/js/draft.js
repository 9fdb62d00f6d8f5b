// Keeps what is typed in a form until it is sent: signing in again, a reload or a lost connection must not lose it.

const PREFIX = "prokadry.draft.";

export function keepDraft(form, store = sessionStorage) {
  const key = PREFIX + form.dataset.draft;
  const field = form.querySelector("textarea");
  try {
    if (!field.value) field.value = store.getItem(key) ?? "";
    field.addEventListener("input", () => store.setItem(key, field.value));
  } catch {
    // Storage is switched off: the form works without it.
  }
}

// Once the page shows no form any more, what was typed has been filed.
export function dropDraft(name, store = sessionStorage) {
  try {
    store.removeItem(PREFIX + name);
  } catch {
    // As above.
  }
}
