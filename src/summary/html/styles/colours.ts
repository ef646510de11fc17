const light = `
  --paper: #fcfcfb; --soft: #f2f2ef; --line: #e2e3e0; --ink: #17191c; --muted: #5a616b;
  --good: #17734a; --warn: #8a5000; --bad: #b42318; --still: #525a66;
  --created: #1d8a5f; --updated: #2b6cd4; --deleted: #9b3b86; --refused: #cf4520; --held-back: #ad7712;
  --unchanged: #cdd0d4; --plain: #56616f; --read: #4d74a8; --waited: #ad7712; --failed: #c7321f;
`;

const dark = `
  --paper: #121417; --soft: #1b1e22; --line: #2b2f35; --ink: #e8eaed; --muted: #a1a9b4;
  --good: #5ccb98; --warn: #f0b660; --bad: #ff8f80; --still: #aab2bd;
  --created: #46bd88; --updated: #6aa1f5; --deleted: #d27fbf; --refused: #f27f5a; --held-back: #dca944;
  --unchanged: #40464e; --plain: #8b95a3; --read: #7f9fce; --waited: #dca944; --failed: #f0695a;
`;

/**
 * Text and status colours keep 4.5:1 on the paper, the colours of pictures 3:1 (but for `unchanged`, the rest). By what
 * the reader prefers, unless the page around says otherwise at the root element.
 */
export const colours = `
:root { color-scheme: light; ${light}}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme="light"]) { color-scheme: dark; ${dark}}
}
:root[data-theme="dark"] { color-scheme: dark; ${dark}}
.run-succeeded { --status: var(--good); }
.run-problems { --status: var(--warn); }
.run-failed { --status: var(--bad); }
.run-cancelled, .run-skipped { --status: var(--still); }
${['created', 'updated', 'deleted', 'refused', 'held-back', 'unchanged', 'plain', 'read', 'waited', 'failed']
  .map(
    (tone) => `rect.${tone} { fill: var(--${tone}); } dl .${tone}, .step.${tone} { --tone: var(--${tone}); }`,
  )
  .join('\n')}
`;

/** Colours on paper, whatever the theme on the screen. */
export const printColours = `:root:root {
  color-scheme: light; ${light}
  --paper: #fff; --soft: #fff; --line: #ccc; --ink: #000; --muted: #444;
}`;
