/** The system's own faces: nothing is loaded. Figures are tabular throughout. */
export const type = `
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 "Inter", "Segoe UI Variable Text", "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
h1, h2, h3, p, ul, ol, dl, dd { margin: 0; }
h1 { font-size: clamp(1.9rem, 1.3rem + 2.6vw, 3.1rem); line-height: 1.1; font-weight: 660; letter-spacing: -0.028em; text-wrap: balance; }
h2 { font-size: 1.15rem; line-height: 1.3; font-weight: 640; letter-spacing: -0.012em; }
h3 { font-size: 1rem; line-height: 1.4; font-weight: 620; }
.step { font-size: .875rem; line-height: 1.4; font-weight: 620; }
.name, .method {
  font-family: ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: .875em; letter-spacing: -0.01em;
}
.method { color: var(--muted); }
.eyebrow { font-size: .875rem; font-weight: 600; color: var(--muted); }
.verdict { font-size: clamp(1.05rem, .98rem + .4vw, 1.3rem); line-height: 1.5; max-width: 62ch; text-wrap: balance; }
.why, .more, .where, .count, .margin p, caption { color: var(--muted); font-size: .875rem; }
.no { color: var(--warn); font-weight: 640; }
a { color: inherit; text-underline-offset: .2em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--status); outline-offset: 3px; border-radius: 2px; }
`;
