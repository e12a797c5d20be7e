/** The connection to the service, kept up: it comes back by itself, waiting a little longer each time. */

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const PING_EVERY = 25_000;
const PATIENCE = 10_000;

export class Stream extends EventTarget {
  #url;
  #socket = null;
  #failures = 0;
  #retry = 0;
  #heartbeat = 0;
  #deadline = 0;

  constructor(url) {
    super();
    this.#url = url;
    addEventListener("online", () => this.#hurry());
    addEventListener("offline", () => this.#socket?.close());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  /** Whether messages get through. */
  get open() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    clearTimeout(this.#retry);
    this.#tell("connecting");
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.addEventListener("open", () => this.#opened());
    socket.addEventListener("message", (event) => this.#heard(event.data));
    socket.addEventListener("close", () => this.#closed(socket));
    this.#expectAnswer();
  }

  /** Sends a message; false where there is no connection. */
  send(message) {
    if (!this.open) {
      return false;
    }
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #opened() {
    this.#failures = 0;
    this.#heartbeat = setInterval(() => {
      this.send({ type: "ping" });
      this.#expectAnswer();
    }, PING_EVERY);
    this.#tell("open");
  }

  #heard(data) {
    clearTimeout(this.#deadline);
    this.dispatchEvent(new CustomEvent("message", { detail: JSON.parse(data) }));
  }

  /** A connection that does not answer is given up, even if it was not closed. */
  #expectAnswer() {
    const socket = this.#socket;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      socket.close();
      this.#closed(socket);
    }, PATIENCE);
  }

  #closed(socket) {
    if (socket !== this.#socket) {
      return;
    }
    this.#socket = null;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#deadline);
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures++) * (0.75 + Math.random() / 2);
    this.#retry = setTimeout(() => this.connect(), wait);
    this.#tell("waiting", wait);
  }

  /** Does not wait any longer. */
  #hurry() {
    if (this.#socket === null) {
      this.connect();
    }
  }

  #tell(state, wait = 0) {
    this.dispatchEvent(new CustomEvent("state", { detail: { state, wait } }));
  }
}
