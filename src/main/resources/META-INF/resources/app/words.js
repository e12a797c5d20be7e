/** The service's codes in plain words. */

const FAILURES = {
  model_download_failure: "A model could not be fetched",
  model_corruption_detected: "A model file was damaged",
  model_version_mismatch: "The versions did not fit together",
  model_loading_timeout: "The model took too long to load",
  model_loading_failed: "The model would not load",
  model_integrity_failure: "A model file was not what it should be",
  model_compatibility_error: "The model did not fit this machine",
  vram_exhaustion: "The memory ran out",
  storage_space_insufficient: "The disk was full",
  hardware_optimization_failure: "The accelerator did not work",
  device_lost: "The accelerator went away",
  generation_pipeline_error: "The computation went wrong",
  inference_timeout: "It took too long",
  non_finite_output: "The model lost its numbers",
  context_length_exceeded: "The text was too long",
  system_resource_error: "The machine ran short of something",
  model_overloaded: "The model had too much to do",
  internal_error: "Something unexpected happened",
};

const STRATEGIES = {
  immediate_retry: "Another try",
  intelligent_fallback: "Fallback to another model",
  automatic_repair: "Automatic repair",
  parameter_adjustment: "Lighter settings",
  resource_optimization: "Better use of the machine",
  graceful_degradation: "Simpler service",
  user_intervention: "Needs a person",
};

const OUTCOMES = { trying: "repairing…", worked: "repaired", failed: "did not help" };

const SIMPLER = "graceful_degradation";

const PHASES = {
  encode: "Reading the prompt",
  denoise: "Denoising",
  decode: "Decoding the picture",
};

const DURING = { encode: "while reading the prompt", denoise: "while denoising", decode: "while decoding the picture" };

/** A code that has no words of its own, readable. */
const plain = (code) => sentence(String(code ?? "").replaceAll("_", " "));

/** With a capital letter, except where the first word is a name such as unet/model.onnx. */
export const sentence = (words) => words.replace(/^\p{Ll}+(?=[\s,:;]|[.!?…]?$|[.!?…]\s)/u, (first) => first.charAt(0).toUpperCase() + first.slice(1));
export const failure = (code) => FAILURES[code] ?? plain(code);
export const strategy = (code) => STRATEGIES[code] ?? plain(code);

/** How a step of a repair ended. A simpler service is no repair. */
export function outcome({ outcome: code, strategy }) {
  return code === "worked" && strategy === SIMPLER ? "made simpler" : (OUTCOMES[code] ?? code);
}

/** How often something was repaired in a trail. */
export function repairs(trail = []) {
  return trail.filter((step) => step.outcome === "worked" && step.strategy !== SIMPLER).length;
}

/** The number of repairs; nothing if there were none. */
export function repaired(number) {
  return number === 0 ? "" : number === 1 ? "repaired once" : `repaired ${number} times`;
}

export const phase = (code) => PHASES[code] ?? plain(code);
export const during = (code) => DURING[code] ?? "";

/** What a change changed, one by one: a service tells several as lists. */
export function changes({ what, from, to }) {
  const [names, before, after] = [what, from, to].map((texts) => String(texts).split(", "));
  return names.length === before.length && names.length === after.length
    ? names.map((name, index) => ({ what: plainName(name), from: value(before[index]), to: value(after[index]) }))
    : [{ what: plainName(what), from, to }];
}

const NAMES = { guidance_mode: "guidance", n: "pictures" };
const VALUES = {
  tiled: "in tiles", whole: "as a whole", batched: "both halves at once", sequential: "one half after the other", model: "the model's own",
};

const plainName = (name) => NAMES[name] ?? name.replaceAll("_", " ");

/** A value of a parameter in plain words. */
export const value = (text) => VALUES[text] ?? sizes(text);

/** A change in one line. */
export const instead = ({ what, from, to }) => `${what} ${to} instead of ${from}`;

/** A text with sizes as people write them. */
export const sizes = (text) => String(text).replace(/\b(\d{2,})x(\d{2,})\b/g, "$1\u00a0×\u00a0$2");

/** A sentence with a full stop at its end. */
export const full = (words) => sentence(words.trim()).replace(/[.:;,]?$/, (end) => (end === ":" ? ":" : "."));

export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

export function duration(milliseconds) {
  if (milliseconds < 950) {
    return `${Math.max(1, Math.round(milliseconds))} ms`;
  }
  const seconds = milliseconds / 1000;
  if (seconds < 59.5) {
    return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  }
  return `${Math.floor(Math.round(seconds) / 60)} min ${Math.round(seconds) % 60} s`;
}

/** A moment, the same on all pages; with seconds if they matter. */
export function moment(instant, seconds = false) {
  return new Date(instant).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: seconds ? "medium" : "short" });
}

/** A size in pixels. */
export const size = (text = "") => sizes(text);

export function timeLeft(seconds) {
  if (seconds === undefined) {
    return "";
  }
  return seconds < 1 ? "almost there" : `about ${duration(Math.ceil(seconds) * 1000).replace(".0", "")} left`;
}

/** Whether the file of this path can be shown as a picture. */
export function isPicture(path) {
  return path !== undefined && /\.(png|jpe?g|webp)$/.test(path);
}

/** A name for a file, made of a prompt. */
export function fileName(prompt, seed, format = "png") {
  const words = prompt.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60);
  return `${words || "picture"}-${seed}.${format}`;
}
