// What the page says to the person: one alert with what to do, one quiet line of status.
export class Notices {
  constructor(root = document.querySelector("[data-notices]")) {
    this.alert = root?.querySelector('[data-notice="alert"]');
    this.status = root?.querySelector('[data-notice="status"]');
    this.template = document.querySelector("[data-notice-template]");
    this.shown = "";
  }

  // `actions` are [{label, run}] or [{label, href}]. Saying the same twice says it once.
  show(key, title, text, actions = []) {
    if (!this.alert || this.shown === key) return;
    this.shown = key;
    const box = this.template.content.cloneNode(true);
    box.querySelector("b").textContent = title;
    box.querySelector("[data-text]").textContent = text;
    box.querySelector("[data-actions]").append(...actions.map(button));
    this.alert.replaceChildren(box);
  }

  hide(key) {
    if (!this.alert || (key && this.shown !== key)) return;
    this.shown = "";
    this.alert.replaceChildren();
  }

  say(text) {
    if (this.status && this.status.textContent !== text) this.status.textContent = text;
  }
}

function button({ label, run, href }) {
  const element = document.createElement(href ? "a" : "button");
  element.className = "btn";
  element.textContent = label;
  if (href) element.href = href;
  else {
    element.type = "button";
    element.addEventListener("click", run);
  }
  return element;
}

export function signInAction(texts) {
  return { label: texts.sign_in, href: `/accounts/login/?next=${encodeURIComponent(location.pathname)}` };
}

export function reloadAction(texts) {
  return { label: texts.reload, run: () => location.reload() };
}
