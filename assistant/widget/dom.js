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
  previous: "M18 6v12l-9-6 9-6ZM6 6v12",
};

/**
 * @param {keyof typeof ICONS} name
 * @returns {SVGElement}
 */
export function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" }, svg("path", { d: ICONS[name] }));
}

/**
 * Artwork for an item that has no picture: bands whose colours and slopes follow from its id.
 * @param {string} seed
 * @param {string} title
 * @returns {SVGElement}
 */
export function artwork(seed, title) {
  let hash = 2166136261;
  for (const character of seed) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  const hue = hash % 360;
  const picture = svg("svg", { viewBox: "0 0 96 96", class: "art", "aria-hidden": "true" });
  picture.append(svg("rect", { width: 96, height: 96, fill: `hsl(${hue} 46% 30%)` }));
  for (let band = 0; band < 4; band++) {
    const slope = ((hash >> (band * 5)) % 40) - 20;
    const top = 18 + band * 22;
    picture.append(
      svg("path", {
        d: `M-4 ${top} C 24 ${top + slope}, 60 ${top - slope}, 100 ${top + slope / 2} V100 H-4Z`,
        fill: `hsl(${(hue + 24 * (band + 1)) % 360} ${52 - 4 * band}% ${38 + 7 * band}%)`,
      }),
    );
  }
  const initial = svg("text", { x: 12, y: 34, fill: "#fff", "font-size": 26, "font-weight": 600 });
  initial.textContent = [...title][0] ?? "";
  picture.append(initial);
  return picture;
}
