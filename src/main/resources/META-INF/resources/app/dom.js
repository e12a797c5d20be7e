/** Small helpers around the document. */

export const byId = (id) => document.getElementById(id);

/** An element with attributes and children; what is null or false is left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Sets a text only where it changed, so that it is not read out twice. */
export function text(element, value) {
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

/** Tells people who listen to the page what happened. */
export function announce(message) {
  text(byId("announce"), message);
}

/** Brings something into view where it is not. */
export function bringIntoView(element) {
  const box = element.getBoundingClientRect();
  if (box.top < 0 || box.top > window.innerHeight * 0.6) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  }
}

/** The format of a picture that came as base64, by how it begins. */
export function pictureFormat(base64) {
  return base64.startsWith("/9j/") ? "jpeg" : base64.startsWith("UklGR") ? "webp" : "png";
}

/** An address of a picture that came as base64. */
export function pictureUrl(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: `image/${pictureFormat(base64)}` }));
}

/** What an answer of the service says; throws its reason if it is no success. */
export async function answerOf(response) {
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(answer.detail ?? `The service answered ${response.status}`);
  }
  return answer;
}
