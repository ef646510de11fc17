import { printColours } from './colours.ts';

/** Rules for paper: nothing is folded and nothing scrolls. */
export const print = `
@media print {
  ${printColours}
  html { font-size: 75%; }
  body { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav, .skip, .filter { display: none; }
  section { display: block; break-inside: auto; }
  .margin { position: static; break-after: avoid; }
  .matter { margin-top: .75rem; }
  .scroll { overflow: visible; max-height: none; }
  thead th { position: static; }
  th, td { padding: .3rem .35rem; }
  tbody th, td.text, .picture { min-width: 0; }
  tr, .problems > li { break-inside: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
