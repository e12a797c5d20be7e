/** One generation, from the request to the pictures: what the service told of it so far. */

/** What follows a phase that is done. */
const NEXT = { encode: "denoise", denoise: "decode", decode: "decode" };

let submissions = 0;

export class Drawing {
  /** Names the submit message, so that its answer is recognised. */
  submitId = `draw-${++submissions}`;
  job = null;
  /** The number of the last event that is known. */
  seq = 0;
  /** The steps of the repairs, by number. */
  trail = new Map();
  /** Pictures as they are so far, base64 PNG, by index. */
  previews = [];
  /** Which pictures are finished. */
  finished = new Set();
  warnings = [];
  state = "sending";
  cancelWanted = false;
  position = 0;
  wait = undefined;
  step = null;
  result = null;
  problem = null;
  /** How often the service began with it again after it had ended in the middle. */
  restarts = 0;
  /** Whether something was kept from before and not computed again. */
  spared = false;
  #begun = false;

  constructor(request) {
    this.request = request;
    this.count = request.n ?? 1;
  }

  /** Of a job that was submitted before, by this page or by another client. */
  static of({ job, request }) {
    const drawing = new Drawing(request);
    drawing.job = job;
    drawing.state = "queued";
    return drawing;
  }

  get over() {
    return ["completed", "failed", "cancelled"].includes(this.state);
  }

  /** Whether the latest step of a repair is under way. */
  get repairing() {
    return !this.over && [...this.trail.values()].at(-1)?.outcome === "trying" && this.state === "repairing";
  }

  /** What must be sent so that the service goes on with it, after a connection was made. */
  get message() {
    return this.job === null
      ? { type: "submit", id: this.submitId, data: { ...this.request, previews: 6 } }
      : { type: "subscribe", id: this.submitId, job: this.job, after: this.seq };
  }

  /** It waits again after a person resumed it. */
  resumed() {
    this.state = "queued";
    this.problem = null;
    this.cancelWanted = false;
    this.#begun = false;
  }

  /** Takes in a message; false if it is about something else, or known already. */
  take({ type, id, job, seq, data }) {
    if (type === "ack" && id === this.submitId) {
      this.job = job;
      this.state = this.state === "sending" ? "queued" : this.state;
      return true;
    }
    if (type === "error" && id === this.submitId) {
      this.#fail(data);
      return true;
    }
    if (job !== this.job || job === null || !(seq > this.seq)) {
      return false;
    }
    this.seq = seq;
    this.#happened(type, data);
    return true;
  }

  #happened(type, data) {
    switch (type) {
      case "job.queued":
        this.state = "queued";
        this.position = data.position;
        this.wait = data.estimate_seconds;
        // Put off by the service itself, not interrupted.
        this.#begun &&= data.not_before === undefined;
        break;
      case "job.started":
        this.state = "running";
        this.restarts += this.#begun ? 1 : 0;
        this.#begun = true;
        break;
      case "job.progress":
        this.#progressed(data);
        break;
      case "job.recovery":
        this.state = data.outcome === "trying" ? "repairing" : this.state;
        this.trail.set(data.step, data);
        break;
      case "job.completed":
        this.state = "completed";
        this.problem = null;
        this.result = data;
        data.kintsugi.trail.forEach((step) => this.trail.set(step.step, step));
        break;
      case "job.failed":
        this.#fail(data);
        break;
    }
  }

  #progressed(data) {
    if (data.warning) {
      this.warnings.push(data.warning);
    } else if (data.preview) {
      this.previews[data.image] = data.preview;
    } else {
      this.state = "running";
      this.spared ||= data.resumed === true;
      this.step = data.done ? { ...this.step, phase: NEXT[data.phase], image: data.image, total: 0 } : data;
      if (data.done && data.phase === "decode") {
        this.finished.add(data.image);
      }
    }
  }

  #fail(problem) {
    this.state = problem.code === "cancelled" ? "cancelled" : "failed";
    this.problem = problem;
    this.#begun = false;
    problem.trail?.forEach((step) => this.trail.set(step.step, step));
  }
}
