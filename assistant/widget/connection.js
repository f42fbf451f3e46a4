// One conversation over /v1/session: reconnects, resumes after the last message seen, sends again what was not acked.

const PROTOCOL = "encore.v1";
const FIRST_RETRY_MS = 400;
const LONGEST_RETRY_MS = 8000;

/** @typedef {Record<string, any> & { type: string }} Message */

export class Connection extends EventTarget {
  /** @type {WebSocket | null} */
  #socket = null;
  #retryMs = FIRST_RETRY_MS;
  #closed = false;
  /** @type {Map<string, Message>} */
  #unacked = new Map();
  /** @type {number | undefined} */
  #seq;
  #address;
  #hello;
  #open = false;

  /**
   * @param {string} address of the websocket
   * @param {() => Record<string, any>} hello fields of the first message, asked for at each connect
   */
  constructor(address, hello) {
    super();
    this.#address = address;
    this.#hello = hello;
  }

  get connected() {
    return this.#open;
  }

  connect() {
    const socket = new WebSocket(this.#address, PROTOCOL);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.addEventListener("open", () => this.#greet(socket));
    socket.addEventListener("message", (event) => this.#receive(event.data));
    socket.addEventListener("close", () => this.#lost(socket));
  }

  close() {
    this.#closed = true;
    this.#socket?.close();
  }

  /**
   * Send a message that must arrive: kept until the server acknowledges it.
   * @param {Message} message
   * @returns {string} its id
   */
  send(message) {
    const id = freshId();
    const whole = { ...message, id };
    this.#unacked.set(id, whole);
    this.#post(whole);
    return id;
  }

  /**
   * Send a message that means nothing later.
   * @param {Message} message
   * @returns {string} its id
   */
  sendNow(message) {
    const id = freshId();
    this.#post({ ...message, id });
    return id;
  }

  /** @returns {Message[]} what was sent and is not acknowledged yet, the oldest first */
  get unacked() {
    return [...this.#unacked.values()];
  }

  /** @param {ArrayBuffer} sound */
  sendAudio(sound) {
    if (this.#open && this.#socket) this.#socket.send(sound);
  }

  /** @param {WebSocket} socket */
  #greet(socket) {
    const resume = this.#seq === undefined ? {} : { resume_after: this.#seq };
    socket.send(JSON.stringify({ type: "hello", protocol: 1, ...this.#hello(), ...resume }));
  }

  /** @param {Message} message */
  #post(message) {
    if (this.#open && this.#socket) this.#socket.send(JSON.stringify(message));
  }

  /** @param {string | ArrayBuffer} data */
  #receive(data) {
    if (typeof data !== "string") {
      this.#emit("audio", data);
      return;
    }
    /** @type {Message} */
    const message = JSON.parse(data);
    if (message.type === "welcome") this.#welcomed();
    if (typeof message.seq === "number") this.#seq = message.seq;
    if (message.type === "error" && !this.#open) {
      this.#emit("refused", message);
      return;
    }
    if ((message.type === "ack" || message.type === "error") && message.re) this.#unacked.delete(message.re);
    this.#emit("message", message);
  }

  #welcomed() {
    this.#open = true;
    this.#retryMs = FIRST_RETRY_MS;
    for (const message of this.#unacked.values()) this.#post(message);
  }

  /** @param {WebSocket} socket */
  #lost(socket) {
    if (socket !== this.#socket) return;
    this.#open = false;
    this.#socket = null;
    this.#emit("lost", null);
    if (this.#closed) return;
    setTimeout(() => this.connect(), this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, LONGEST_RETRY_MS);
  }

  /**
   * @param {string} name "message", "audio", "refused" or "lost"
   * @param {unknown} detail
   */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** @returns {string} an id that no other client takes; crypto.randomUUID is missing on plain http: pages */
function freshId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
