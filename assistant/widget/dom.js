// Small helpers for building elements without markup strings, so that nothing a person said can become markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} name
 * @param {Record<string, any>} [attributes] `on…` are listeners, `text` is the text, the rest attributes
 * @param {(Node | string | null | undefined | false)[]} children
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "text") node.textContent = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {Node[]} children
 * @returns {SVGElement}
 */
export function svg(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

const ICONS = {
  microphone: "M12 15a3.2 3.2 0 0 0 3.2-3.2V6.2a3.2 3.2 0 0 0-6.4 0v5.6A3.2 3.2 0 0 0 12 15Zm-6-3.4a6 6 0 0 0 12 0M12 17.6V21",
  send: "M4 12 20 4l-5 16-3.5-6.5L4 12Z",
  speaker: "M4 9.5h3.5L12 5.5v13l-4.5-4H4v-5ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  silent: "M4 9.5h3.5L12 5.5v13l-4.5-4H4v-5ZM16 9.5l5 5M21 9.5l-5 5",
  play: "M8 5.5v13l10.5-6.5L8 5.5Z",
  pause: "M8 5.5v13M16 5.5v13",
  stop: "M7 7h10v10H7z",
  next: "M6 6v12l9-6-9-6ZM18 6v12",
  film: "M4 5.5h16v13H4zM8 5.5v13M16 5.5v13M4 10h4M4 14h4M16 10h4M16 14h4",
  story: "M12 7C10 5.3 7 5 4 5.2v13C7 18 10 18.4 12 20c2-1.6 5-2 8-1.8v-13C17 5 14 5.3 12 7Zm0 0v13",
  rain: "M7 14.5a4 4 0 0 1 .4-8 5 5 0 0 1 9.5 1.2 3.5 3.5 0 0 1 .3 6.8M8 17.5 7 20M12.5 16l-1 4M17 17.5 16 20",
  quiz: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9 9.6a3.1 3.1 0 1 1 4.6 2.7c-1 .6-1.6 1-1.6 2.2M12 17v.2",
  previous: "M18 6v12l-9-6 9-6ZM6 6v12",
};

/**
 * @param {keyof typeof ICONS} name
 * @returns {SVGElement}
 */
export function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" }, svg("path", { d: ICONS[name] }));
}
