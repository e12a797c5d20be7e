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

const OUTCOMES = { trying: "mending…", worked: "mended", failed: "did not help" };

const PHASES = {
  encode: "Reading the words",
  denoise: "Drawing out of noise",
  decode: "Bringing out the colours",
};

const DURING = { encode: "while reading the words", denoise: "while drawing", decode: "while bringing out the colours" };

/** A code that has no words of its own, readable. */
const plain = (code) => sentence(String(code ?? "").replaceAll("_", " "));

/** With a capital letter, except where the first word is a name such as unet/model.onnx. */
export const sentence = (words) => words.replace(/^\p{Ll}+(?=[\s,:;]|[.!?…]?$|[.!?…]\s)/u, (first) => first.charAt(0).toUpperCase() + first.slice(1));
export const failure = (code) => FAILURES[code] ?? plain(code);
export const strategy = (code) => STRATEGIES[code] ?? plain(code);
export const outcome = (code) => OUTCOMES[code] ?? code;
export const phase = (code) => PHASES[code] ?? plain(code);
export const during = (code) => DURING[code] ?? "";

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

export function timeLeft(seconds) {
  if (seconds === undefined) {
    return "";
  }
  return seconds < 1 ? "almost there" : `about ${duration(Math.ceil(seconds) * 1000).replace(".0", "")} left`;
}

/** Whether the file of this path can be shown as a picture. */
export function isPicture(path) {
  return path !== undefined && path.endsWith(".png");
}

/** A name for a file, made of a prompt. */
export function fileName(prompt, seed) {
  const words = prompt.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60);
  return `${words || "picture"}-${seed}.png`;
}
