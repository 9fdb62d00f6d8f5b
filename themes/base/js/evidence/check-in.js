// The code of a checkpoint: sent with the token of the live session, answered in words under the field.
import { postJson } from "./transport.js";
import { fill } from "./words.js";

export function watchCheckIn(form, presence, texts, onAccepted) {
  const input = form.querySelector("input[name=code]");
  const answer = form.querySelector("[data-answer]");

  function say(text, isError) {
    answer.className = isError ? "error" : "";
    answer.textContent = text;
    input.toggleAttribute("aria-invalid", false);
    if (isError) input.setAttribute("aria-invalid", "true");
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const code = input.value.replace(/\s/g, "");
    if (!/^\d{6}$/.test(code)) {
      say(texts.check_in_format, true);
      input.focus();
      return;
    }
    const { status, retryAfter } = await postJson("/e/check-ins", { t: presence.token, code });
    const words = {
      200: texts.check_in_ok,
      409: texts.check_in_absent,
      410: texts.check_in_closed,
      422: texts.check_in_wrong,
      429: fill(texts.check_in_fast, { seconds: retryAfter || 5 }),
      401: texts.sign_in_title,
      403: texts.sign_in_title,
    };
    say(words[status] ?? texts.check_in_lost, status !== 200);
    if (status === 200) {
      input.value = "";
      onAccepted();
    } else input.focus();
  });
}
