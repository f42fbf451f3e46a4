// The visible conversation: messages, cards and choices, and a separate live region for screen readers.

import { artwork, element } from "./dom.js";

const SPOKEN_FOR_MS = 1000;

export class Conversation {
  /** @type {Map<string, HTMLElement>} */
  #replies = new Map();
  /** @type {Map<string, HTMLElement>} */
  #waiting = new Map();
  /** @type {HTMLElement | null} */
  #typing = null;
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
    this.#typing = null;
    this.log.replaceChildren();
  }

  /**
   * Show something to start from.
   * @param {(said: string) => void} onTry
   */
  greet(onTry) {
    const tries = ["tryFilm", "tryStory", "tryCalm"].map((key) => {
      const said = this.#text(key);
      return element("button", { type: "button", class: "choice", text: said, onclick: () => onTry(said) });
    });
    const hello = element(
      "div",
      { class: "hello" },
      element("h2", { text: this.#text("welcome") }),
      element("p", { text: this.#text("tagline") }),
      element("div", { class: "choices" }, ...tries),
    );
    this.log.replaceChildren(hello);
  }

  /**
   * @param {string} said
   * @param {string} [id] of the message, until it is acknowledged
   */
  addMine(said, id) {
    this.#clearGreeting();
    this.#disableChoices();
    const message = element("div", { class: "message mine", dir: "auto", text: said });
    message.prepend(element("span", { class: "hidden-visually", text: `${this.#text("you")}: ` }));
    if (id) {
      message.classList.add("waiting");
      message.dataset.note = this.#text("unsent");
      this.#waiting.set(id, message);
    }
    this.#append(message);
  }

  /** @param {string} id */
  acknowledge(id) {
    this.#waiting.get(id)?.classList.remove("waiting");
    this.#waiting.delete(id);
  }

  /** @param {Record<string, any>} reply */
  addReply(reply) {
    this.#clearGreeting();
    const message = this.#messageOf(reply.id);
    message.textContent = reply.text;
    message.lang = reply.language === "zh" ? "zh-CN" : "en";
    message.prepend(element("span", { class: "hidden-visually", text: `${this.#text("encore")}: ` }));
    message.hidden = !reply.text;
    if (reply.cards?.length) this.#append(this.#cards(reply.cards));
    if (reply.choices?.length) this.#append(this.#choices(reply.choices));
    this.#replies.delete(reply.id);
    this.announce(reply.text);
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
      artwork(card.item || card.title, card.title),
      element(
        "div",
        {},
        element("h3", { text: card.title, dir: "auto" }),
        card.subtitle && element("p", { text: card.subtitle }),
        card.text && element("p", { text: card.text }),
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
