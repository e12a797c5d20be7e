/** What the pages ask the service, and how they follow it. */

import { showConnection } from "./connection.js";
import { byId, text } from "./dom.js";
import { Stream } from "./stream.js";

/** The answer to a GET as JSON. */
export async function ask(path) {
  const response = await fetch(path, { headers: { Accept: "application/json" } });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail ?? `${path} answered ${response.status}`);
  }
  return response.json();
}

/**
 * Follows the service.
 *
 * @param status called with what GET /v1/status answers, now and after each change
 * @param refresh called after each connection and each change, and regularly while the page is visible
 * @param every milliseconds between two of these calls
 * @returns a function that refreshes at once
 */
export function follow({ status, refresh, every = 5000 }) {
  const url = new URL("/v1/stream", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const stream = new Stream(url);
  let running = false;
  let again = false;

  async function update() {
    again = running;
    if (running) {
      return;
    }
    running = true;
    try {
      await refresh();
      trouble("");
    } catch (thrown) {
      trouble(`This page is not up to date: ${thrown.message}. It tries again by itself.`);
    } finally {
      running = false;
    }
    if (again) {
      await update();
    }
  }

  stream.addEventListener("state", ({ detail }) => {
    showConnection(detail);
    if (detail.state === "open") {
      stream.send({ type: "subscribe", id: "status", topic: "system" });
      update();
    }
  });
  stream.addEventListener("message", ({ detail }) => {
    if (detail.type === "system.status") {
      status(detail.data);
      update();
    }
  });
  stream.connect();
  setInterval(() => document.visibilityState === "visible" && stream.open && update(), every);
  return update;
}

function trouble(message) {
  const place = byId("trouble");
  place.hidden = message === "";
  text(place, message);
}
