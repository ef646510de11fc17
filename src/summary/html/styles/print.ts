/** On paper nothing is folded and nothing scrolls. */
export const print = `
@media print {
  :root {
    --paper: #fff; --soft: #fff; --line: #ccc; --ink: #000; --muted: #444;
    --good: #17734a; --warn: #8a5000; --bad: #b42318; --still: #525a66;
    --created: #1d8a5f; --updated: #2b6cd4; --deleted: #9b3b86; --refused: #cf4520; --held-back: #ad7712;
    --unchanged: #cdd0d4; --plain: #56616f; --read: #4d74a8; --waited: #ad7712; --failed: #c7321f;
  }
  html { font-size: 75%; }
  body { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav, .skip { display: none; }
  section { display: block; break-inside: auto; }
  .margin { position: static; break-after: avoid; }
  .matter { margin-top: .75rem; }
  .scroll { overflow: visible; }
  th, td { padding: .3rem .35rem; }
  tbody th, td.text, .picture { min-width: 0; }
  tr, .problems > li { break-inside: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
