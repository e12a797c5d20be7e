/** Logs a person in. */

import { answerOf, byId, text } from "./dom.js";

const form = byId("login");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const key = byId("key");
  try {
    await answerOf(
      await fetch("/v1/session", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ key: key.value.trim() }),
      }),
    );
    location.replace(target());
  } catch (thrown) {
    const error = byId("key-error");
    text(error, thrown.message);
    error.hidden = false;
    key.setAttribute("aria-invalid", "true");
    key.focus();
  }
});

/** The page that the person came from, if it is one of ours. */
function target() {
  const to = new URL(new URLSearchParams(location.search).get("to") ?? "/", location.origin);
  return to.origin === location.origin ? to.pathname + to.search : "/";
}
