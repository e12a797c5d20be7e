/** The form: what is to be drawn. */

import { byId } from "./dom.js";
import * as words from "./words.js";

const FIELDS = ["prompt", "model", "size", "n", "steps", "guidance", "seed", "negative_prompt", "recovery"];
const WHOLE = ["n", "steps", "seed"];
const NUMBERS = [...WHOLE, "guidance"];

/** The labels of the fields, by name. */
export const labels = new Map(
  FIELDS.map((name) => [name, name === "prompt" ? "Prompt" : document.querySelector(`label[for=${name}]`).textContent]),
);

/** What was filled in, and what of it cannot be sent. Where no prompt was, the one that is suggested is taken. */
export function read() {
  const data = {};
  const errors = [];
  const prompt = byId("prompt");
  if (prompt.value.trim() === "") {
    prompt.value = prompt.placeholder;
  }
  for (const name of FIELDS) {
    const field = byId(name);
    const value = field.value.trim();
    if (NUMBERS.includes(name)) {
      const message = wrongNumber(name, field);
      if (message) {
        errors.push({ field: name, message });
      } else if (value !== "") {
        data[name] = Number(value);
      }
    } else if (value !== "" && !isUsual(name, value)) {
      data[name] = value;
    }
  }
  return { data, errors };
}

/** Asked for by name, "any" also puts mistakes right; here they are told beside their fields. */
function isUsual(name, value) {
  return name === "recovery" && value === "any";
}

function wrongNumber(name, field) {
  if (field.validity.badInput) {
    return "must be a number";
  }
  return WHOLE.includes(name) && field.value !== "" && !Number.isSafeInteger(Number(field.value))
    ? "must be a whole number"
    : "";
}

/** Shows errors beside their fields and moves to the first of them. */
export function showErrors(errors) {
  for (const name of FIELDS) {
    const messages = errors.filter((error) => error.field === name).map((error) => words.full(error.message));
    const place = byId(`${name}-error`);
    place.hidden = messages.length === 0;
    place.textContent = messages.join(" ");
    byId(name).setAttribute("aria-invalid", String(messages.length > 0));
  }
  const first = FIELDS.find((name) => errors.some((error) => error.field === name));
  if (first) {
    reveal(first).focus();
  }
}

/** Opens the options where the field is among them. */
export function reveal(name) {
  const field = byId(name);
  const details = field.closest("details");
  if (details) {
    details.open = true;
  }
  return field;
}

export function set(name, value) {
  reveal(name).value = value;
}

/** While something is drawn, Draw waits and Cancel is there. */
export function setBusy(busy) {
  const draw = byId("draw");
  const cancel = byId("cancel");
  draw.setAttribute("aria-disabled", String(busy));
  if (!busy && document.activeElement === cancel) {
    draw.focus();
  }
  cancel.hidden = !busy;
}

/** Connects the form: draw() is called when it is sent, cancel() when that is taken back. */
export function listen({ draw, cancel }) {
  const form = byId("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    draw();
  });
  byId("prompt").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      draw();
    }
  });
  form.addEventListener("input", ({ target }) => {
    target.removeAttribute("aria-invalid");
    const place = byId(`${target.id}-error`);
    if (place) {
      place.hidden = true;
    }
  });
  byId("cancel").addEventListener("click", cancel);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) {
      cancel();
    }
  });
  for (const example of document.querySelectorAll(".example")) {
    example.addEventListener("click", () => {
      byId("prompt").value = example.textContent;
      draw();
    });
  }
}
