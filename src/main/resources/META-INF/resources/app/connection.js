/** Shows whether the service can be reached. */

import { byId, text } from "./dom.js";

let everOpen = false;

export function showConnection({ state, wait }) {
  const place = byId("connection");
  everOpen ||= state === "open";
  place.dataset.state = state;
  text(place, words(state, wait));
}

function words(state, wait) {
  if (state === "open") {
    return "Connected";
  }
  if (state === "connecting") {
    return everOpen ? "Connecting again…" : "Connecting…";
  }
  const seconds = Math.max(1, Math.round(wait / 1000));
  return `${everOpen ? "Connection lost" : "No connection"}, next try in ${seconds} s`;
}
