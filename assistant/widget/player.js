// Plays music in the page when the server asks, and tells the server the truth about it.

/** @typedef {{ id: string, title?: any, url: string, loop?: boolean }} Playable */

const REPORT_EVERY_MS = 5000;
const DUCKED = 0.25;

export class BrowserPlayer {
  #audio = new Audio();
  /** @type {Playable | null} */
  #item = null;
  #volume = 0.7;
  #ducked = false;
  #lastReport = 0;
  #report;
  #server;

  /**
   * @param {(event: Record<string, any>) => void} report takes `player-event` messages
   * @param {() => string} server address that media lie at
   */
  constructor(report, server) {
    this.#report = report;
    this.#server = server;
    this.#audio.preload = "auto";
    this.#audio.addEventListener("playing", () => this.#tell("playing"));
    this.#audio.addEventListener("pause", () => !this.#audio.ended && this.#item && this.#tell("paused"));
    this.#audio.addEventListener("ended", () => this.#tell("stopped", { reason: "end" }));
    this.#audio.addEventListener("error", () => this.#item && this.#tell("error", { error: this.#audio.error?.message || "decode" }));
    this.#audio.addEventListener("timeupdate", () => this.#tick());
  }

  /** @param {Record<string, any>} command a `player-command` of the server */
  async obey(command) {
    switch (command.command) {
      case "play":
        await this.#play(command.item);
        break;
      case "pause":
        this.#audio.paused ? this.#tell("paused") : this.#audio.pause();
        break;
      case "resume":
        await this.#start();
        break;
      case "stop":
        this.#stop();
        break;
      case "volume":
        this.#volume = command.volume / 100;
        this.#applyVolume();
        this.#tell(this.#state);
        break;
      case "seek":
        this.#audio.currentTime = command.position_s;
        this.#tell(this.#state);
        break;
      default:
        break;
    }
  }

  /** Say again what is so, to a server that may have been restarted meanwhile; nothing if nothing is loaded. */
  tell() {
    if (this.#item) this.#tell(this.#state);
  }

  /** Fall silent for good. */
  close() {
    this.#stop();
  }

  /** @param {boolean} on whether somebody speaks or listens */
  duck(on) {
    this.#ducked = on;
    this.#applyVolume();
  }

  get #state() {
    if (!this.#item) return "stopped";
    return this.#audio.paused ? "paused" : "playing";
  }

  /** @param {Playable} item */
  async #play(item) {
    this.#item = item;
    this.#audio.src = new URL(item.url, this.#server()).href;
    this.#audio.loop = Boolean(item.loop);
    this.#applyVolume();
    await this.#start();
  }

  async #start() {
    if (!this.#item) return;
    try {
      await this.#audio.play();
    } catch (error) {
      this.#tell("error", { error: error instanceof Error ? error.name : "failed" });
    }
  }

  #stop() {
    const item = this.#item;
    this.#item = null;
    this.#audio.pause();
    this.#audio.removeAttribute("src");
    this.#audio.load();
    this.#report({ state: "stopped", item: item?.id ?? null, position_s: 0 });
  }

  #applyVolume() {
    this.#audio.volume = this.#volume * (this.#ducked ? DUCKED : 1);
  }

  #tick() {
    if (performance.now() - this.#lastReport > REPORT_EVERY_MS) this.#tell(this.#state);
  }

  /**
   * @param {string} state
   * @param {Record<string, any>} more
   */
  #tell(state, more = {}) {
    this.#lastReport = performance.now();
    const { duration, currentTime } = this.#audio;
    this.#report({
      state,
      item: this.#item?.id ?? null,
      position_s: currentTime,
      duration_s: Number.isFinite(duration) ? duration : null,
      volume: Math.round(100 * this.#volume),
      ...more,
    });
  }
}
