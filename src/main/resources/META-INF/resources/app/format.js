/** Times, counts and amounts, written the same way on all pages. */

import { h } from "./dom.js";
import { moment } from "./words.js";

/** As in "30 Nov 2026, 05:35:49". */
export const when = (instant) => moment(instant, true);

/** The same as an element that programs can read. */
export const time = (instant) => h("time", { datetime: instant }, when(instant));

export const percent = (share) => `${Math.round(share * 100)} %`;

/** A number with few digits. */
export const number = (value) => value.toLocaleString("en-GB", { maximumFractionDigits: value < 10 ? 2 : 0 });

/** Bytes in the units that settings are written in. */
export function bytes(count) {
  const mebi = count / 2 ** 20;
  return mebi < 1024 ? `${number(Math.round(mebi))} MiB` : `${(mebi / 1024).toFixed(1)} GiB`;
}

/** The side of a square of so many pixels, as in "512 × 512". */
export function square(pixels) {
  const side = Math.round(Math.sqrt(pixels));
  return `${side} × ${side}`;
}

/** A code in words: "model_not_found" is "Model not found". */
export function plain(code) {
  const words = String(code).replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
