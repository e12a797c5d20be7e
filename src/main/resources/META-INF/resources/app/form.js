/** The form: what is to be generated. */

import { byId, text } from "./dom.js";
import * as words from "./words.js";

const FIELDS = [
  "prompt", "model", "size", "n", "steps", "guidance", "seed", "negative_prompt", "scheduler", "precision",
  "output_format", "recovery", "max_degradation", "deadline_seconds", "priority",
];
const WHOLE = ["n", "steps", "seed", "deadline_seconds"];
const NUMBERS = [...WHOLE, "guidance", "max_degradation"];
/** From this share of the limit on, the length of the prompt is shown. */
const NEARLY_FULL = 0.8;

/** The labels of the fields, by name. */
export const labels = new Map(
  FIELDS.map((name) => [name, name === "prompt" ? "Prompt" : document.querySelector(`label[for=${name}]`).textContent]),
);

/** What was filled in, and what of it cannot be sent. If no prompt was, the one that is suggested is taken. */
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

/** Asked for by name, "any" also corrects mistakes; here they are told beside their fields. */
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

/** Fills in what an earlier request asked for; all other options are as usual. */
export function fill(request) {
  for (const name of FIELDS) {
    set(name, request[name] ?? (name === "recovery" ? "any" : ""));
  }
  showErrors([]);
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

/** Opens the options if the field is among them. */
export function reveal(name) {
  const field = byId(name);
  const details = field.closest("details");
  if (details) {
    details.open = true;
  }
  return field;
}

/** Sets a field; a choice that is not offered is added to those that are. */
export function set(name, value) {
  const field = byId(name);
  if (field instanceof HTMLSelectElement && ![...field.options].some((option) => option.value === String(value))) {
    field.add(new Option(name === "size" ? words.size(value) : value, value));
  }
  field.value = value;
  showLength();
}

/** A remark beside the buttons that does not stay. */
export function note(words) {
  text(byId("note"), words);
}

/** While something is generated, it can be cancelled, and Draw adds to the queue. */
export function setBusy(busy) {
  const draw = byId("draw");
  const cancel = byId("cancel");
  text(draw, busy ? "Draw next" : "Draw");
  draw.classList.toggle("next", busy);
  if (!busy && document.activeElement === cancel) {
    draw.focus();
  }
  cancel.hidden = !busy;
}

/** The prompt's length, once it comes near its limit. */
function showLength() {
  const { value, maxLength } = byId("prompt");
  const near = maxLength > 0 && value.length > maxLength * NEARLY_FULL;
  text(byId("length"), near ? `${value.length.toLocaleString()} of ${maxLength.toLocaleString()} characters.` : "");
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
    note("");
    showLength();
  });
  byId("cancel").addEventListener("click", cancel);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !document.querySelector("dialog[open]")) {
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
