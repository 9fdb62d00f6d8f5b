// The line of status at the film: redrawn once a second, announced only when its kind or its words change.
const TICK_MS = 1_000;

export class SavingLine {
  // `describe(state)` gives {kind, words, figures}, or null to leave what the server wrote.
  constructor(describe, root = document.querySelector("[data-saving]")) {
    Object.assign(this, { describe, root, fault: null, savedAt: null, isCatchingUp: false });
    if (root) setInterval(() => this.show(), TICK_MS);
  }

  fail(status) {
    this.fault = status === 0 ? "offline" : "busy";
    this.show();
  }

  // The server answers again; with `savedAt`, what was watched until then is saved.
  recover(savedAt) {
    this.isCatchingUp = savedAt ? false : this.isCatchingUp || Boolean(this.fault);
    this.fault = null;
    this.savedAt = savedAt ?? this.savedAt;
    this.show();
  }

  show() {
    const line = this.root && this.describe({ fault: this.fault, savedAt: this.savedAt, isCatchingUp: this.isCatchingUp });
    if (!line) return;
    this.root.dataset.kind = line.kind;
    write(this.root.querySelector("[data-saving-words]"), line.words);
    write(this.root.querySelector("[data-saving-figures]"), line.figures);
  }
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
