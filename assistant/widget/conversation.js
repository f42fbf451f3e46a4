// The visible conversation: messages, cards and choices, and a separate live region for screen readers.

import { artwork } from "./artwork.js";
import { element, icon } from "./dom.js";

const SPOKEN_FOR_MS = 1000;
/** What to begin with: the text to say and the picture beside it. @type {[string, Parameters<typeof icon>[0]][]} */
const TRIES = [
  ["tryFilm", "film"],
  ["tryStory", "story"],
  ["tryCalm", "rain"],
  ["tryQuiz", "quiz"],
];

export class Conversation {
  /** @type {Map<string, HTMLElement>} */
  #replies = new Map();
  /** @type {Map<string, HTMLElement>} */
  #waiting = new Map();
  /** Turns that are shown already, by their keys. */
  #shown = new Set();
  /** @type {HTMLElement | null} */
  #typing = null;
  #disclosure = element("p", { class: "disclosure" });
  #text;
  #onChoice;

  /**
   * @param {(key: string) => string} text
   * @param {(choice: string, title: string) => void} onChoice
   */
  constructor(text, onChoice) {
    this.#text = text;
    this.#onChoice = onChoice;
    this.log = element("div", { class: "log", role: "group", tabindex: "0", "aria-label": text("conversation") });
    this.live = element("div", { class: "hidden-visually", "aria-live": "polite", "aria-atomic": "false" });
  }

  /** @param {(key: string) => string} text */
  setText(text) {
    this.#text = text;
    this.log.setAttribute("aria-label", text("conversation"));
  }

  get empty() {
    return !this.log.querySelector(".message");
  }

  clear() {
    this.#replies.clear();
    this.#waiting.clear();
    this.#shown.clear();
    this.#typing = null;
    this.log.replaceChildren();
  }

  /**
   * Show something to start from.
   * @param {(said: string) => void} onTry
   */
  greet(onTry) {
    const tries = TRIES.map(([key, picture]) => {
      const said = this.#text(key);
      return element("button", { type: "button", class: "try", onclick: () => onTry(said) }, icon(picture), element("span", { text: said }));
    });
    const hello = element(
      "div",
      { class: "hello" },
      element("h2", { text: this.#text("welcome") }),
      element("p", { text: this.#text("tagline") }),
      element("div", { class: "tries" }, ...tries),
      this.#disclosure,
    );
    this.log.replaceChildren(hello);
  }

  /** @param {string} text that says whom one talks to */
  disclose(text) {
    this.#disclosure.textContent = text;
  }

  /**
   * @param {string} said
   * @param {{ turn?: string, waiting?: boolean }} [about] key of the turn, and whether it is not acknowledged yet
   */
  addMine(said, { turn, waiting = false } = {}) {
    if (turn && this.#shown.has(turn)) {
      this.acknowledge(turn);
      return;
    }
    if (turn) this.#shown.add(turn);
    this.#clearGreeting();
    this.#disableChoices();
    const message = element("div", { class: "message mine", dir: "auto", text: said });
    message.prepend(element("span", { class: "hidden-visually", text: `${this.#text("you")}: ` }));
    if (turn && waiting) {
      message.classList.add("waiting");
      message.dataset.note = this.#text("unsent");
      this.#waiting.set(turn, message);
    }
    this.#append(message);
  }

  /** @param {string} id */
  acknowledge(id) {
    this.#waiting.get(id)?.classList.remove("waiting");
    this.#waiting.delete(id);
  }

  /**
   * @param {Record<string, any>} reply
   * @param {{ aloud?: boolean }} [about] whether screen readers hear of it
   */
  addReply(reply, { aloud = true } = {}) {
    this.#clearGreeting();
    const message = this.#messageOf(reply.id);
    message.textContent = reply.text;
    message.lang = reply.language === "zh" ? "zh-CN" : "en";
    message.prepend(element("span", { class: "hidden-visually", text: `${this.#text("encore")}: ` }));
    message.hidden = !reply.text;
    if (reply.cards?.length) this.#append(this.#cards(reply.cards));
    if (reply.choices?.length) this.#append(this.#choices(reply.choices));
    this.#replies.delete(reply.id);
    if (aloud) this.announce(reply.text);
  }

  /**
   * @param {string} reply
   * @param {string} text
   */
  extendReply(reply, text) {
    this.#clearGreeting();
    this.#messageOf(reply).append(text);
    this.#scroll();
  }

  /** @param {string} text */
  addError(text) {
    const last = [...this.log.querySelectorAll(".message, .cards")].at(-1);
    if (last?.classList.contains("error") && last.textContent === text) return;
    this.#clearGreeting();
    this.#append(element("div", { class: "message error", role: "alert", text }));
  }

  /** @param {boolean} on */
  setTyping(on) {
    if (on && !this.#typing) {
      this.#typing = element("div", { class: "typing", "aria-hidden": "true" }, ...[1, 2, 3].map(() => element("i")));
      this.#append(this.#typing);
    } else if (!on && this.#typing) {
      this.#typing.remove();
      this.#typing = null;
    }
  }

  /** @param {string} text */
  announce(text) {
    const spoken = element("p", { text });
    this.live.append(spoken);
    setTimeout(() => spoken.remove(), SPOKEN_FOR_MS);
  }

  /** @param {string} id */
  #messageOf(id) {
    let message = this.#replies.get(id);
    if (!message) {
      message = element("div", { class: "message theirs", dir: "auto" });
      this.#replies.set(id, message);
      this.#append(message);
    }
    return message;
  }

  /** @param {Record<string, any>[]} cards */
  #cards(cards) {
    return element("div", { class: "cards" }, ...cards.map((card) => this.#card(card)));
  }

  /** @param {Record<string, any>} card */
  #card(card) {
    const facts = (card.facts ?? []).map((/** @type {string} */ fact) => element("li", { text: fact }));
    return element(
      "article",
      { class: "card", "aria-label": card.title },
      artwork(card.item || card.title),
      element(
        "div",
        {},
        element("h3", { text: card.title, dir: "auto" }),
        card.subtitle && element("p", { text: card.subtitle }),
        card.text && element("p", { class: "about", text: card.text, dir: "auto" }),
        facts.length > 0 && element("ul", {}, ...facts),
        card.choices?.length > 0 && this.#choices(card.choices),
      ),
    );
  }

  /** @param {{ title: string, choice: string }[]} choices */
  #choices(choices) {
    const row = element("div", { class: "choices" });
    for (const { title, choice } of choices) {
      const button = element("button", { type: "button", class: "choice", text: title });
      button.addEventListener("click", () => {
        if (button.getAttribute("aria-disabled") === "true") return;
        button.classList.add("chosen");
        this.#onChoice(choice, title);
      });
      row.append(button);
    }
    return row;
  }

  #disableChoices() {
    for (const button of this.log.querySelectorAll(".choice:not(.chosen)")) button.setAttribute("aria-disabled", "true");
  }

  #clearGreeting() {
    this.log.querySelector(".hello")?.remove();
  }

  /** @param {HTMLElement} node */
  #append(node) {
    if (this.#typing && node !== this.#typing) this.#typing.before(node);
    else this.log.append(node);
    this.#scroll();
  }

  #scroll() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}
