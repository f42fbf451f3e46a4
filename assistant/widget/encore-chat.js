// <encore-chat data-server="…" lang="auto|en|zh">: the whole assistant in one element.
//
// Attributes: data-server (address of the server; the page's own by default), lang, person.
// Events: encore-sent, encore-reply, encore-state (detail: the message, the reply, the state word).

import { artwork } from "./artwork.js";
import { Connection } from "./connection.js";
import { Conversation } from "./conversation.js";
import { element, icon, svg } from "./dom.js";
import { Microphone, RATE } from "./microphone.js";
import { BrowserPlayer } from "./player.js";
import { sheet } from "./style.js";
import { pickLanguage, texts } from "./texts.js";
import { Voice } from "./voice.js";

/** @typedef {import("./texts.js").Language} Language */
/** @typedef {Record<string, any> & { type: string }} Message */

const SESSION_KEY = "encore.session";
const SPEAK_KEY = "encore.speak";
const LANGUAGE_KEY = "encore.language";
const SPEECH_RATE = 22050;
/** Errors after which nothing more is heard. */
const DEAF = new Set(["no-model", "no-speech", "bad-audio", "unsupported-audio", "busy"]);

export class EncoreChat extends HTMLElement {
  /** @type {Language} */
  #language = "en";
  #state = "connecting";
  #serverState = "connecting";
  #speak = kept(SPEAK_KEY) !== "no";
  #talking = false;
  /** @type {Connection | null} */
  #connection = null;
  #voice = new Voice();
  #player = new BrowserPlayer(
    (event) => this.#connection?.sendNow({ type: "player-event", ...event }),
    () => this.#server.href,
  );
  /** @type {Microphone | null} */
  #microphone = null;
  /** @type {Record<string, any>} */
  #parts = {};
  /** @type {Conversation} */
  #conversation;

  constructor() {
    super();
    this.#conversation = new Conversation(texts("en"), (choice, title) => this.#choose(choice, title));
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet()];
    this.#voice.onIdle = () => this.#agentSpoke(false);
  }

  connectedCallback() {
    const wanted = this.getAttribute("lang");
    const language = pickLanguage(wanted && wanted !== "auto" ? wanted : kept(LANGUAGE_KEY));
    if (!this.#parts.title) this.#build();
    this.#setLanguage(language);
    this.#connect();
  }

  disconnectedCallback() {
    this.#connection?.close();
    this.#microphone?.close();
    this.#player.close();
    this.#voice.stop();
  }

  get #server() {
    return new URL(this.dataset.server ?? "/", location.href);
  }

  // --- the page's side ---------------------------------------------------------------------------------------

  #build() {
    const p = this.#parts;
    p.title = element("h1");
    p.state = element("p", { class: "state", role: "status" });
    p.quiet = element("button", { type: "button", class: "round", hidden: true, onclick: () => this.#interrupt() }, icon("stop"));
    p.speak = element("button", { type: "button", class: "round", onclick: () => this.#toggleSpeak() });
    p.language = element("button", { type: "button", class: "round", onclick: () => this.#switchLanguage() });
    p.input = element("textarea", { rows: "1", maxlength: "4000", onkeydown: (/** @type {KeyboardEvent} */ event) => this.#typed(event) });
    p.send = element("button", { type: "submit", class: "round send" }, icon("send"));
    p.talk = this.#talkButton();
    p.partial = element("p", { class: "partial", "aria-hidden": "true" });
    p.player = this.#playerBar();
    const form = element("form", { onsubmit: (/** @type {Event} */ event) => this.#submitted(event) }, p.talk, p.input, p.send);
    this.shadowRoot?.append(
      element("header", {}, mark(), element("div", { class: "names" }, p.title, p.state), p.quiet, p.speak, p.language),
      this.#conversation.log,
      this.#conversation.live,
      p.player,
      p.partial,
      form,
    );
    p.input.addEventListener("input", () => form.classList.toggle("written", Boolean(p.input.value.trim())));
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.#interrupt());
  }

  #talkButton() {
    const button = element("button", { type: "button", class: "round talk", "aria-pressed": "false" }, icon("microphone"));
    button.addEventListener("pointerdown", (event) => {
      button.setPointerCapture(event.pointerId);
      this.#startTalking();
    });
    for (const end of ["pointerup", "pointercancel"]) button.addEventListener(end, () => this.#stopTalking());
    button.addEventListener("keydown", (event) => {
      if ((event.key === " " || event.key === "Enter") && !event.repeat) {
        event.preventDefault();
        this.#startTalking();
      }
    });
    button.addEventListener("keyup", (event) => (event.key === " " || event.key === "Enter") && this.#stopTalking());
    button.addEventListener("blur", () => this.#stopTalking());
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    return button;
  }

  #playerBar() {
    const p = this.#parts;
    const control = (/** @type {any} */ name, /** @type {string} */ command) =>
      element("button", { type: "button", class: "round", "data-text": name, onclick: () => this.#control(command) }, icon(name));
    p.art = element("span");
    p.playing = element("span", { class: "title", dir: "auto" });
    p.toggle = element("button", { type: "button", class: "round", onclick: () => this.#control(p.toggle.dataset.command) });
    p.volume = element("input", { type: "range", min: "0", max: "100", step: "5", onchange: () => this.#control("volume", { volume: Number(p.volume.value) }) });
    p.controls = [control("previous", "previous"), control("next", "next"), control("stop", "stop")];
    const [previous, next, stop] = p.controls;
    return element("section", { class: "player", hidden: true }, p.art, p.playing, previous, p.toggle, next, stop, p.volume);
  }

  /** @param {Language} language */
  #setLanguage(language) {
    this.#language = language;
    keep(LANGUAGE_KEY, language);
    const text = texts(language);
    const p = this.#parts;
    this.#conversation.setText(text);
    if (this.#conversation.empty) this.#conversation.greet((said) => this.#say(said));
    p.title.textContent = text("title");
    p.input.placeholder = text("placeholder");
    this.shadowRoot?.querySelectorAll("[data-text]").forEach((node) => label(node, text(/** @type {HTMLElement} */ (node).dataset.text ?? "")));
    label(p.input, text("placeholder"));
    label(p.send, text("send"));
    label(p.talk, text("hold"));
    label(p.quiet, text("quiet"));
    label(p.language, text("language"));
    label(p.player, text("player"));
    label(p.volume, text("volume"));
    label(p.toggle, text(p.toggle.dataset.command === "pause" ? "pause" : "play"));
    p.language.textContent = text("languageShort");
    p.language.lang = language === "zh" ? "en" : "zh-CN";
    if (this.shadowRoot) /** @type {HTMLElement} */ (this.shadowRoot.host).lang = language === "zh" ? "zh-CN" : "en";
    this.#showSpeak();
    this.#showState(this.#state);
  }

  #switchLanguage() {
    this.#setLanguage(this.#language === "zh" ? "en" : "zh");
    this.#connection?.send({ type: "settings", language: this.#language });
  }

  #toggleSpeak() {
    this.#speak = !this.#speak;
    keep(SPEAK_KEY, this.#speak ? "yes" : "no");
    if (!this.#speak) this.#interrupt();
    this.#connection?.send({ type: "settings", speak: this.#speak });
    this.#showSpeak();
  }

  #showSpeak() {
    const { speak } = this.#parts;
    speak.replaceChildren(icon(this.#speak ? "speaker" : "silent"));
    speak.setAttribute("aria-pressed", String(this.#speak));
    label(speak, texts(this.#language)("speak"));
  }

  /** @param {string} state */
  #showState(state) {
    this.#state = state;
    this.setAttribute("state", state);
    this.#parts.state.textContent = texts(this.#language)(state);
    this.#conversation.setTyping(state === "busy");
    this.dispatchEvent(new CustomEvent("encore-state", { detail: state }));
  }

  /** @param {KeyboardEvent} event */
  #typed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#parts.input.form.requestSubmit();
    }
  }

  /** @param {Event} event */
  #submitted(event) {
    event.preventDefault();
    const { input } = this.#parts;
    if (!input.value.trim()) return;
    this.#say(input.value);
    input.value = "";
    input.form.classList.remove("written");
  }

  /** @param {string} text */
  #say(text) {
    this.#voice.unlock();
    this.#voice.stop();
    const turn = this.#connection?.send({ type: "text", text });
    this.#conversation.addMine(text, { turn, waiting: true });
    this.dispatchEvent(new CustomEvent("encore-sent", { detail: text }));
  }

  /**
   * @param {string} choice
   * @param {string} title
   */
  #choose(choice, title) {
    this.#voice.unlock();
    this.#voice.stop();
    const turn = this.#connection?.send({ type: "choice", choice });
    this.#conversation.addMine(title, { turn, waiting: true });
    this.#parts.input.focus();
  }

  #interrupt() {
    if (this.#voice.speaking) this.#connection?.send({ type: "interrupt", heard_ms: this.#voice.heardMs });
    this.#voice.stop();
    this.#agentSpoke(false);
  }

  /**
   * @param {string} command
   * @param {Record<string, any>} [more]
   */
  #control(command, more = {}) {
    this.#voice.unlock();
    this.#connection?.send({ type: "player-command", command, ...more });
  }

  // --- the microphone ----------------------------------------------------------------------------------------

  async #startTalking() {
    if (this.#talking) return;
    const text = texts(this.#language);
    if (!Microphone.available) {
      this.#conversation.addError(text(window.isSecureContext ? "noMicrophone" : "insecure"));
      return;
    }
    if (!this.#connection?.connected) {
      this.#conversation.addError(text("offline"));
      return;
    }
    this.#talking = true;
    this.#voice.unlock();
    this.#interrupt();
    this.#player.duck(true);
    this.#microphone ??= new Microphone(new URL("recorder-worklet.js", import.meta.url).href, (frame, level) => this.#heard(frame, level));
    this.#connection.sendNow({ type: "audio-start", mode: "push" });
    this.#parts.talk.setAttribute("aria-pressed", "true");
    this.#parts.partial.textContent = text("listening");
    this.#showState("listening");
    this.#parts.state.textContent = text("listening");
    try {
      await this.#microphone.start();
    } catch {
      this.#stopTalking();
      this.#conversation.addError(text("noMicrophone"));
    }
  }

  #stopTalking() {
    if (!this.#talking) return;
    this.#talking = false;
    this.#microphone?.stop();
    this.#connection?.sendNow({ type: "audio-stop" });
    this.#player.duck(false);
    this.#parts.talk.setAttribute("aria-pressed", "false");
    this.#parts.talk.style.removeProperty("--level");
    this.#parts.partial.textContent = "";
    this.#showState(this.#serverState);
  }

  /**
   * @param {ArrayBuffer} frame
   * @param {number} level
   */
  #heard(frame, level) {
    this.#connection?.sendAudio(frame);
    this.#parts.talk.style.setProperty("--level", level.toFixed(2));
  }

  // --- the server's side -------------------------------------------------------------------------------------

  #connect() {
    const address = new URL("/v1/session", this.#server);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    this.#connection = new Connection(address.href, () => this.#hello());
    this.#connection.addEventListener("message", (event) => this.#receive(/** @type {CustomEvent} */ (event).detail));
    this.#connection.addEventListener("audio", (event) => this.#voice.play(/** @type {CustomEvent} */ (event).detail));
    this.#connection.addEventListener("refused", (event) => this.#conversation.addError(/** @type {CustomEvent} */ (event).detail.message));
    this.#connection.addEventListener("lost", () => this.#lost());
    this.#connection.connect();
  }

  #hello() {
    const session = kept(SESSION_KEY);
    return {
      ...(session && { session }),
      ...(this.getAttribute("person") && { person: this.getAttribute("person") }),
      language: this.#language,
      face: "widget",
      audio: { input: { rate: RATE, encoding: "pcm_s16le" }, output: this.#speak ? { rate: SPEECH_RATE, encoding: "pcm_s16le" } : null },
      player: true,
    };
  }

  /** @param {Message} message */
  #receive(message) {
    const handler = this.#handlers[message.type];
    if (handler) handler(message);
  }

  /** @type {Record<string, (message: Message) => void>} */
  #handlers = {
    welcome: (message) => this.#welcomed(message),
    snapshot: (message) => this.#restore(message),
    ack: (message) => this.#conversation.acknowledge(message.re),
    error: (message) => this.#failed(message),
    "session-state": (message) => this.#stated(message),
    "listening-stop": () => this.#stopTalking(),
    partial: (message) => this.#showPartial(message),
    final: (message) => this.#showFinal(message),
    "reply-delta": (message) => this.#conversation.extendReply(message.reply, message.text),
    reply: (message) => this.#showReply(message),
    "speech-start": (message) => this.#speechStarts(message),
    "speech-stop": () => this.#voice.speaking || this.#agentSpoke(false),
    interrupted: () => this.#voice.stop(),
    "player-command": (message) => this.#player.obey(message),
    player: (message) => this.#showPlayer(message),
    notice: (message) => this.#noticed(message),
    turn: (message) => this.#conversation.addMine(message.text, { turn: message.turn }),
  };

  /** @param {Message} message */
  #welcomed(message) {
    keep(SESSION_KEY, message.session);
    this.#conversation.disclose(message.disclosure ?? "");
    this.#player.tell();
  }

  /** @param {Message} message */
  #noticed(message) {
    if (message.kind === "disclosure") this.#conversation.disclose(message.text);
    else if (message.text) this.#conversation.announce(message.text);
  }

  #lost() {
    this.#stopTalking();
    this.#voice.stop();
    this.#agentSpoke(false);
    this.#showState("offline");
  }

  /** @param {Message} message */
  #failed(message) {
    if (message.re) this.#conversation.acknowledge(message.re);
    if (DEAF.has(message.code)) this.#stopTalking();
    this.#conversation.addError(message.code === "no-speech" ? texts(this.#language)("unheard") : message.message);
  }

  /** @param {Message} message */
  #stated(message) {
    const words = [message.agent === "thinking" ? "busy" : null, message.state];
    const state = words.find((word) => word) ?? "ready";
    this.#serverState = state;
    if (!this.#talking) this.#showState(state);
  }

  /** @param {Message} message */
  #showPartial({ text, stable }) {
    const sure = element("b", { text: text.slice(0, stable ?? 0) });
    this.#parts.partial.replaceChildren(sure, text.slice(stable ?? 0));
  }

  /** @param {Message} message */
  #showFinal(message) {
    this.#parts.partial.textContent = "";
    if (message.text) this.#conversation.addMine(message.text, { turn: message.turn });
  }

  /** @param {Message} message */
  #showReply(message) {
    this.#conversation.addReply(message);
    this.dispatchEvent(new CustomEvent("encore-reply", { detail: message }));
  }

  /** @param {Message} message */
  #speechStarts(message) {
    this.#voice.begin(message.rate);
    this.#agentSpoke(true);
  }

  /** @param {boolean} on */
  #agentSpoke(on) {
    this.#player.duck(on || this.#talking);
    this.#parts.quiet.hidden = !on;
  }

  /** @param {Message} message */
  #showPlayer(message) {
    const p = this.#parts;
    const playing = message.state === "playing" || message.state === "loading";
    const title = message.item?.title;
    p.player.hidden = !message.item || message.state === "stopped" || message.state === "idle";
    if (!message.item) return;
    const words = typeof title === "string" ? title : (title?.[this.#language] ?? message.item.id);
    p.playing.textContent = words;
    p.art.replaceChildren(artwork(message.item.id));
    p.toggle.dataset.command = playing ? "pause" : "resume";
    p.toggle.replaceChildren(icon(playing ? "pause" : "play"));
    label(p.toggle, texts(this.#language)(playing ? "pause" : "play"));
    if (typeof message.volume === "number") p.volume.value = String(message.volume);
  }

  /** @param {Message} message */
  #restore(message) {
    this.#conversation.clear();
    for (const turn of message.turns ?? []) {
      this.#conversation.addMine(turn.text, { turn: turn.turn });
      for (const reply of turn.replies ?? []) this.#conversation.addReply(reply, { aloud: false });
    }
    for (const { id, type, text } of this.#connection?.unacked ?? []) {
      if (type === "text") this.#conversation.addMine(text, { turn: id, waiting: true });
    }
    if (this.#conversation.empty) this.#conversation.greet((said) => this.#say(said));
    this.#showPlayer({ type: "player", ...message.player });
  }
}

/** @returns {SVGElement} Encore's mark: a sound between two curtains */
function mark() {
  return svg(
    "svg",
    { viewBox: "0 0 32 32", class: "mark", "aria-hidden": "true" },
    svg("rect", { width: 32, height: 32, rx: 10, class: "ground" }),
    svg("path", { d: "M9 21v-6M14 24V9M19 21V12M24 18v-3" }),
  );
}

/**
 * What this browser remembers; nothing where the page may not remember.
 * @param {string} key
 * @returns {string | null}
 */
function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} value
 */
function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A page that may not remember still works.
  }
}

/**
 * @param {Element} node
 * @param {string} text
 */
function label(node, text) {
  node.setAttribute("aria-label", text);
  if (node instanceof HTMLButtonElement) node.title = text;
}

customElements.define("encore-chat", EncoreChat);
