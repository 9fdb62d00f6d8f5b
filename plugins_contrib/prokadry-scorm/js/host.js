// Runs first in every page of a package, in a frame with an origin of its own. The package finds the API of SCORM where it
// looks for it, answered at once and in place; what it says is told to our page by messages.

const script = document.currentScript;
// Of the address, which is ours; the page's own origin is nothing.
const site = new URL(document.URL).origin;
const state = JSON.parse(script.dataset.state);
// Our page is above all frames of a package; where it is not, nothing is recorded.
const { parent: above, top: ours } = window;
// How long frames of the package may take to say their last words.
const FAREWELL_MS = 300;

// `make(state)` returns an instance of the API, `read(api)` what it holds, `events` those after which to tell it.
export function host(name, { make, read, events }) {
  let api = null;
  const get = () => (api ??= open());

  function open() {
    const made = make(state);
    const [set, commit, finish] = events;
    made.on(set, () => tell("set"));
    made.on(commit, () => tell("commit"));
    made.on(finish, () => tell("finish"));
    return made;
  }

  function tell(kind) {
    say(kind, { state: read(api) });
  }

  function say(kind, more) {
    if (state.launch) ours.postMessage({ scorm: state.launch, kind, ...more }, site);
  }

  offer(window, name, get);
  standInForParent(name, get);
  standInForStorage();
  addEventListener("beforeunload", () => api && tell("commit"));
  addEventListener("pagehide", () => api && tell("commit"));
  addEventListener("message", (event) => {
    if (event.data?.scormClose === state.launch && event.source === above) leave(event);
  });

  // Lets the package say its last words while they can still be heard: once a page is on its way out, nobody listens.
  function leave(event) {
    event.stopImmediatePropagation();
    for (let n = 0; n < frames.length; n += 1) frames[n].postMessage(event.data, "*");
    for (const kind of ["beforeunload", "pagehide", "unload"]) dispatchEvent(new Event(kind));
    const done = () => say("closed");
    if (frames.length) setTimeout(done, FAREWELL_MS);
    else done();
  }
}

export function number(text) {
  const value = Number.parseFloat(text);
  return Number.isFinite(value) ? value : null;
}

// Packages declare variables of the same name; an assignment must not hide the API from the rest of their code.
function offer(target, name, get) {
  Object.defineProperty(target, name, { configurable: true, enumerable: true, get, set() {} });
}

// Packages look for the API from their parent upwards, where ours may not be touched: it is of another origin.
function standInForParent(name, get) {
  if (above === window) return;
  const parent = { postMessage: (...given) => above.postMessage(...given) };
  parent.parent = parent;
  offer(parent, name, get);
  Object.defineProperty(window, "parent", { configurable: true, get: () => parent });
}

// A frame without an origin has no storage, and touching it is an error that many packages do not expect.
function standInForStorage() {
  for (const name of ["localStorage", "sessionStorage"]) {
    const kept = new Map();
    const storage = {
      getItem: (key) => kept.get(String(key)) ?? null,
      setItem: (key, value) => void kept.set(String(key), String(value)),
      removeItem: (key) => void kept.delete(String(key)),
      clear: () => kept.clear(),
      key: (index) => [...kept.keys()][index] ?? null,
      get length() {
        return kept.size;
      },
    };
    Object.defineProperty(window, name, { configurable: true, value: storage });
  }
  let cookies = "";
  Object.defineProperty(document, "cookie", { configurable: true, get: () => cookies, set: (one) => (cookies = String(one).split(";")[0]) });
}
