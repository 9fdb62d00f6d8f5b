// Requests to the evidence addresses. An answer is {status, body, retryAfter}; status 0 means no connection.
import { csrfToken } from "./config.js";

const TIMEOUT_MS = 20_000;

async function request(url, options) {
  try {
    const response = await fetch(url, { credentials: "same-origin", signal: AbortSignal.timeout(TIMEOUT_MS), ...options });
    const type = response.headers.get("Content-Type") ?? "";
    const body = type.includes("json") ? await response.json() : {};
    return { status: response.status, body, retryAfter: Number(response.headers.get("Retry-After")) || 0 };
  } catch {
    return { status: 0, body: {}, retryAfter: 0 };
  }
}

export function postJson(url, data) {
  return request(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    body: JSON.stringify(data),
  });
}

export function postPing(data) {
  return request("/e/pings", { method: "POST", headers: { "Content-Type": "text/plain" }, body: JSON.stringify(data), keepalive: true });
}

export function sendBeacon(data) {
  return navigator.sendBeacon("/e/pings", new Blob([JSON.stringify(data)], { type: "text/plain" }));
}

export function getJson(url) {
  return request(url, { headers: { Accept: "application/json" } });
}
