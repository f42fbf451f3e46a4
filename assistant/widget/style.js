// The widget's look. One type scale (ratio 1.2), one spacing scale (multiples of 4 px), colours by custom properties
// that a page can set: --encore-accent, --encore-surface, --encore-ink, --encore-radius, --encore-font.

const CSS = `
:host {
  --accent: var(--encore-accent, #b4432f);
  --accent-ink: #fff;
  --surface: var(--encore-surface, #fdfaf5);
  --raised: #fff;
  --ink: var(--encore-ink, #241d1a);
  --soft: #6f625b;
  --line: #e4d9cd;
  --mine: #efe3d4;
  --danger: #a3202f;
  --well: #2f7d4f;
  --wait: #b97a16;
  --radius: var(--encore-radius, 16px);
  display: flex;
  flex-direction: column;
  height: 100%;
  background: var(--surface);
  color: var(--ink);
  font: 400 1rem/1.5 var(--encore-font, system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif);
}
:host([hidden]), [hidden] { display: none !important; }
@media (prefers-color-scheme: dark) {
  :host {
    --accent: var(--encore-accent, #e5735c);
    --accent-ink: #1c1210;
    --surface: var(--encore-surface, #1d1922);
    --raised: #28222e;
    --ink: var(--encore-ink, #f3ece6);
    --soft: #b3a6a8;
    --line: #3a3240;
    --mine: #3a2f36;
    --danger: #ff8f8a;
    --well: #6bc48c;
    --wait: #e9b04f;
  }
}
*, *::before, *::after { box-sizing: border-box; }
button, textarea, input { font: inherit; color: inherit; }
button { cursor: pointer; border: 0; background: none; padding: 0; }
button:disabled { cursor: default; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.icon { width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.hidden-visually { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

header { display: flex; align-items: center; gap: 12px; padding: 12px 16px; border-bottom: 1px solid var(--line); }
header h1 { font-size: 1.2rem; line-height: 1.2; margin: 0; }
.mark { width: 40px; height: 40px; flex: none; }
.mark .ground { fill: var(--accent); }
.mark path { fill: none; stroke: var(--accent-ink); stroke-width: 2.6; stroke-linecap: round; }
.state { font-size: .833rem; color: var(--soft); margin: 0; }
.state::before { content: ""; display: inline-block; width: 8px; height: 8px; border-radius: 50%; margin-inline-end: 6px; background: var(--soft); }
:host([state="ready"]) .state::before { background: var(--well); }
:host([state="listening"]) .state::before, :host([state="speaking"]) .state::before { background: var(--accent); }
:host(:is([state="waking"], [state="connecting"], [state="offline"], [state="busy"])) .state::before { background: var(--wait); animation: breathe 1.4s ease-in-out infinite; }
@keyframes breathe { 50% { opacity: .25; } }
.names { flex: 1; min-width: 0; }
.round { display: inline-grid; place-items: center; min-width: 44px; height: 44px; border-radius: 22px; }
.round:hover:enabled { background: var(--mine); }
.round[aria-pressed="true"] { color: var(--accent); }

.log { flex: 1; overflow-y: auto; padding: 16px; display: flex; flex-direction: column; gap: 12px; scroll-behavior: smooth; overscroll-behavior: contain; }
.log:focus-visible { outline-offset: -3px; }
.message { max-width: min(85%, 34rem); border-radius: var(--radius); padding: 8px 16px; overflow-wrap: anywhere; unicode-bidi: plaintext; white-space: pre-wrap; }
.message.mine { align-self: flex-end; background: var(--mine); border-end-end-radius: 4px; }
.message.theirs { align-self: flex-start; background: var(--raised); border: 1px solid var(--line); border-end-start-radius: 4px; }
.message.error { align-self: flex-start; color: var(--danger); padding-inline: 0; font-size: .9rem; }
.message.waiting { opacity: .65; }
.message.waiting::after { content: attr(data-note); display: block; font-size: .76rem; color: var(--soft); }
.cards { flex: none; display: flex; gap: 12px; overflow-x: auto; padding: 4px 0; max-width: 100%; }
.card { flex: 0 0 min(100%, 26rem); display: flex; gap: 16px; background: var(--raised); border: 1px solid var(--line); border-radius: var(--radius); padding: 12px; }
.card:not(:only-child) { flex-basis: min(85%, 22rem); }
.card .art { flex: none; align-self: flex-start; width: 84px; aspect-ratio: 3 / 4; border-radius: 10px; }
.card .art.square { aspect-ratio: 1; }
.card:not(:has(.about)) .art { width: 56px; }
.card div { min-width: 0; }
.card h3 { margin: 0; font-size: 1.05rem; line-height: 1.3; overflow-wrap: anywhere; }
.card p { margin: 4px 0 0; font-size: .833rem; color: var(--soft); line-height: 1.4; }
.card .about { color: inherit; margin-top: 8px; }
.card ul { margin: 8px 0 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 4px; }
.card li { font-size: .76rem; padding: 2px 8px; border-radius: 10px; background: var(--mine); }
.card .choices { margin-top: 12px; }
.card .choice { min-height: 36px; padding: 4px 12px; font-size: .9rem; }
.choices { display: flex; flex-wrap: wrap; gap: 8px; }
.choice { min-height: 40px; padding: 4px 16px; border-radius: 20px; border: 1px solid var(--accent); color: var(--accent); background: transparent; }
.choice:hover:enabled { background: var(--accent); color: var(--accent-ink); }
.choice[aria-disabled="true"] { min-height: 0; padding: 0 12px; border-color: transparent; background: var(--mine); color: var(--soft); font-size: .833rem; pointer-events: none; }
.choice.chosen { background: var(--accent); color: var(--accent-ink); border-color: var(--accent); }
.typing { align-self: flex-start; display: flex; gap: 5px; padding: 12px 16px; }
.typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--soft); animation: bounce 1.1s infinite; }
.typing i:nth-child(2) { animation-delay: .15s; }
.typing i:nth-child(3) { animation-delay: .3s; }
@keyframes bounce { 0%, 60%, 100% { transform: none; opacity: .4; } 30% { transform: translateY(-4px); opacity: 1; } }
.hello { margin: auto; text-align: center; display: flex; flex-direction: column; gap: 16px; align-items: center; padding: 24px 8px; }
.hello h2 { font-size: 1.73rem; line-height: 1.2; margin: 0; text-wrap: balance; }
.hello p { margin: 0; color: var(--soft); max-width: 30rem; text-wrap: balance; }
.hello p:lang(zh) { word-break: keep-all; overflow-wrap: anywhere; }
.hello .disclosure { font-size: .833rem; margin-top: 8px; }
.tries { display: grid; grid-template-columns: repeat(2, minmax(0, 15rem)); gap: 12px; margin-top: 8px; }
.try { display: flex; flex-direction: column; align-items: flex-start; gap: 12px; min-height: 96px; padding: 16px; text-align: start; line-height: 1.35; border-radius: var(--radius); border: 1px solid var(--line); background: var(--raised); }
.try .icon { color: var(--accent); width: 26px; height: 26px; }
.try:hover { border-color: var(--accent); }

.player { display: flex; align-items: center; gap: 8px; padding: 4px 12px; border-top: 1px solid var(--line); background: var(--raised); }
.player[hidden] { display: none; }
.player span { display: block; }
.player .art { display: block; width: 40px; height: 40px; border-radius: 8px; flex: none; }
.player .title { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: .9rem; }
.player input { width: 88px; accent-color: var(--accent); }

.partial { min-height: 0; margin: 0; padding: 0 16px; font-size: .9rem; color: var(--soft); }
.partial:not(:empty) { padding-block: 8px; border-top: 1px solid var(--line); }
.partial b { font-weight: 600; color: var(--ink); }
form { display: flex; gap: 8px; align-items: flex-end; padding: 12px 16px calc(12px + env(safe-area-inset-bottom)); border-top: 1px solid var(--line); }
textarea { flex: 1; min-width: 0; min-height: 44px; max-height: 9rem; resize: none; padding: 9px 16px; border-radius: 22px; border: 1px solid var(--soft); background: var(--raised); line-height: 1.5; field-sizing: content; }
textarea:focus-visible { outline: 2px solid var(--accent); outline-offset: -1px; border-color: transparent; }
textarea::placeholder { color: var(--soft); opacity: 1; }
.written .send { color: var(--accent); }
.talk { background: var(--accent); color: var(--accent-ink); touch-action: none; user-select: none; -webkit-user-select: none; position: relative; }
.talk:hover:enabled { background: var(--accent); filter: brightness(1.08); }
.talk[aria-pressed="true"] { color: var(--accent-ink); box-shadow: 0 0 0 calc(3px + 9px * var(--level, 0)) color-mix(in srgb, var(--accent) 35%, transparent); }

@media (max-width: 30rem) {
  header { padding: 8px 12px; }
  .log { padding: 12px; }
  form { padding-inline: 12px; }
  .message { max-width: 92%; }
  .player input { display: none; }
  .player .round { min-width: 40px; }
}
@media (prefers-reduced-motion: reduce) {
  .log { scroll-behavior: auto; }
  .typing i, .state::before { animation: none !important; }
}
`;

/** @returns {CSSStyleSheet} */
export function sheet() {
  const style = new CSSStyleSheet();
  style.replaceSync(CSS);
  return style;
}
