// Covers for items that have no picture: drawn from the item's id, so that the same item always looks the same.
// The kind decides the shape and the motif, the rest of the id the colours and their arrangement.

import { svg } from "./dom.js";

/** Ground, two middle tones, light, ink. */
const PALETTES = [
  ["#1f3a47", "#2f6470", "#d98e5f", "#f6dfb8", "#fff6e6"],
  ["#3d2348", "#7a3b69", "#e2725b", "#f8c78d", "#fff1e0"],
  ["#16324f", "#2a628f", "#6fb3c9", "#f4e4c1", "#ffffff"],
  ["#5a1f2b", "#a4413f", "#e3a857", "#f7e6c4", "#fff8ea"],
  ["#20402f", "#3f7350", "#a9b665", "#f2e2b6", "#fbfaf0"],
  ["#2c2a4a", "#4f518c", "#c77da6", "#f4c7c3", "#fdf3f1"],
  ["#3a2d1d", "#7b5731", "#d29a4b", "#f3dfb0", "#fffaee"],
  ["#123c42", "#1f7a72", "#e6b450", "#f9ecc8", "#ffffff"],
];
const TALL = [72, 96];
const SQUARE = [96, 96];

/**
 * @param {string} id of an item, "film/…"
 * @returns {SVGElement}
 */
export function artwork(id) {
  const kind = id.split("/")[0];
  const next = numbers(id);
  const colours = PALETTES[Math.floor(next() * PALETTES.length)];
  const [draw, [width, height]] = MOTIFS[kind] ?? [ridges, TALL];
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: width === height ? "art square" : "art", "aria-hidden": "true", preserveAspectRatio: "xMidYMid slice" });
  picture.append(svg("rect", { width, height, fill: colours[0] }), ...draw(next, colours, width, height));
  return picture;
}

/** @typedef {(next: () => number, colours: string[], width: number, height: number) => SVGElement[]} Motif */

/** A sun or moon over hills: films. @type {Motif} */
function ridges(next, [, middle, warm, light, ink], width, height) {
  const sun = svg("circle", { cx: 14 + next() * (width - 28), cy: 18 + next() * 22, r: 8 + next() * 9, fill: next() < 0.5 ? ink : light });
  const hills = [light, warm, middle].map((fill, row) => {
    const top = height * (0.5 + 0.15 * row);
    const [a, b] = [(next() - 0.5) * 34, (next() - 0.5) * 34];
    return svg("path", { d: `M-2 ${top} C ${width / 3} ${top + a}, ${(2 * width) / 3} ${top + b}, ${width + 2} ${top - a / 2} V${height} H-2Z`, fill });
  });
  return [sun, ...hills];
}

/** Lit windows of a street at night: shows. @type {Motif} */
function windows(next, [, middle, warm, light], width, height) {
  const parts = [];
  for (let x = -4; x < width; ) {
    const broad = 14 + Math.floor(next() * 12);
    const top = 22 + next() * 38;
    parts.push(svg("rect", { x, y: top, width: broad, height, fill: middle, opacity: 0.55 + next() * 0.45 }));
    for (let y = top + 6; y < height - 6; y += 9) {
      if (next() < 0.55) parts.push(svg("rect", { x: x + 4, y, width: 4, height: 5, fill: next() < 0.3 ? light : warm }));
    }
    x += broad + 2;
  }
  return parts;
}

/** A bound cover with a medallion: books. @type {Motif} */
function binding(next, [, middle, warm, light], width, height) {
  const petals = 4 + Math.floor(next() * 5);
  const flower = Array.from({ length: petals }, (_, petal) =>
    svg("ellipse", { cx: width / 2 + 4, cy: height / 2 - 11, rx: 5, ry: 11, fill: petal % 2 ? warm : light, opacity: 0.9, transform: `rotate(${(360 / petals) * petal} ${width / 2 + 4} ${height / 2})` }),
  );
  return [
    svg("rect", { width: 8, height, fill: middle }),
    svg("rect", { x: 14, y: 8, width: width - 20, height: height - 16, rx: 2, fill: "none", stroke: light, "stroke-width": 1.2 }),
    svg("rect", { x: 14, y: 16, width: width - 20, height: 2.4, fill: warm }),
    svg("rect", { x: 14, y: height - 18.4, width: width - 20, height: 2.4, fill: warm }),
    ...flower,
    svg("circle", { cx: width / 2 + 4, cy: height / 2, r: 4, fill: middle }),
  ];
}

/** Tiles: games. @type {Motif} */
function tiles(next, [ground, middle, warm, light], width, height) {
  const parts = [];
  for (let y = 0; y < height; y += 24) {
    for (let x = 0; x < width; x += 24) {
      const [fill, shape] = [[middle, warm, light, ground][Math.floor(next() * 4)], Math.floor(next() * 4)];
      if (shape === 0) parts.push(svg("circle", { cx: x + 12, cy: y + 12, r: 10, fill }));
      else if (shape === 1) parts.push(svg("path", { d: `M${x} ${y + 24} V${y} A24 24 0 0 1 ${x + 24} ${y + 24}Z`, fill }));
      else if (shape === 2) parts.push(svg("path", { d: `M${x + 24} ${y} V${y + 24} A24 24 0 0 1 ${x} ${y}Z`, fill }));
      else parts.push(svg("rect", { x: x + 2, y: y + 2, width: 20, height: 20, fill }));
    }
  }
  return parts;
}

/** Rings from a corner: music. @type {Motif} */
function rings(next, [ground, middle, warm, light], width, height) {
  const [x, y] = [width * (0.25 + next() * 0.5), height * (0.25 + next() * 0.5)];
  return [70, 56, 44, 32, 22, 12, 5].map((r, ring) => svg("circle", { cx: x, cy: y, r, fill: [middle, warm, ground, light][(ring + Math.floor(4 * next())) % 4] }));
}

/** Falling or rolling lines: sounds. @type {Motif} */
function waves(next, [, middle, warm, light], width) {
  return Array.from({ length: 9 }, (_, row) => {
    const [y, swell] = [8 + row * 10.5, 3 + next() * 5];
    const d = `M-4 ${y} q ${width / 8} ${-swell} ${width / 4} 0 t ${width / 4} 0 t ${width / 4} 0 t ${width / 4} 0 t ${width / 4} 0`;
    return svg("path", { d, fill: "none", stroke: [light, warm, middle][row % 3], "stroke-width": 1.5 + next() * 3, "stroke-linecap": "round" });
  });
}

/** @type {Record<string, [Motif, number[]]>} */
const MOTIFS = {
  film: [ridges, TALL],
  show: [windows, TALL],
  book: [binding, TALL],
  game: [tiles, TALL],
  artist: [rings, SQUARE],
  album: [rings, SQUARE],
  track: [rings, SQUARE],
  sound: [waves, SQUARE],
};

/**
 * @param {string} seed
 * @returns {() => number} always the same numbers, 0–1, for the same seed
 */
function numbers(seed) {
  let state = 2166136261;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
