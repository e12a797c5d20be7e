/** Sends a person who needs a key to where it can be given, and lets one who has given it log out. */

import { byId } from "./dom.js";

const OPEN_PAGES = /^\/(login|failures)/;

const answer = await fetch("/v1/session").catch(() => null);
if (answer?.ok) {
  const who = await answer.json();
  if (who.access === "keys" && who.scopes.length > 0) {
    offerLogout(who.name);
  } else if (who.access === "keys" && !OPEN_PAGES.test(location.pathname)) {
    location.replace(`/login?to=${encodeURIComponent(location.pathname + location.search)}`);
  } else if (who.access === "open" && location.pathname.startsWith("/login")) {
    location.replace("/");
  }
}

function offerLogout(name) {
  const button = byId("logout");
  button.title = `Logged in with the key “${name}”`;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await fetch("/v1/session", { method: "DELETE" });
    location.assign("/login");
  });
}
