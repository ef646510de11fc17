/**
 * Hairlines, no boxes. Headings stay in view: of the page where there is room for all columns, else of the table, which
 * then scrolls by itself, sideways under its first column.
 */
export const tables = `
.scroll { overflow: auto; max-height: 85vh; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; line-height: 1.45; }
caption { text-align: left; padding-bottom: .45rem; }
caption span { position: sticky; left: 0; display: inline-block; max-width: min(80ch, calc(100vw - 2rem)); }
th, td { padding: .42rem .45rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th:first-child { padding-left: 0; }
td:last-child, th:last-child { padding-right: 0; }
thead th { font-weight: 600; font-size: .8125rem; color: var(--muted); vertical-align: bottom; overflow-wrap: normal; position: sticky; top: 0; z-index: 1; background: var(--paper); border-bottom: 0; box-shadow: inset 0 -1px var(--muted); }
.sort { all: unset; cursor: pointer; }
thead .number { white-space: normal; }
.number .sort { text-align: right; }
.sort:focus-visible { outline: 2px solid var(--status); outline-offset: 3px; border-radius: 2px; }
.sort:hover, th[aria-sort] .sort { color: var(--ink); }
th[aria-sort="ascending"] .sort::after { content: "\u00a0\u2191" / ""; }
th[aria-sort="descending"] .sort::after { content: "\u00a0\u2193" / ""; }
.filter { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; padding: .25rem 0 1.1rem; font-size: .875rem; color: var(--muted); }
.filter input { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--muted); border-radius: 3px; padding: .3rem .5rem; width: min(22rem, 70vw); }
.filter input::placeholder { color: var(--muted); opacity: 1; }
[hidden] { display: none !important; }
.unmatched .matter > * { display: none; }
.unmatched .matter::before { content: "Nothing here has it."; color: var(--muted); font-size: .875rem; }
tbody th { font-weight: 450; min-width: 7rem; }
th .name, td .name { display: inline-block; max-width: 26rem; overflow-wrap: anywhere; }
th .short { overflow-wrap: break-word; }
td .name { max-width: 17rem; }
tbody tr:hover > * { background: var(--soft); }
.number { width: 1%; text-align: right; white-space: nowrap; }
.zero { color: var(--muted); }
td.text { min-width: 11rem; max-width: 34rem; }
td.text:has(> .no), td.text:last-child { min-width: 3rem; }
.picture { min-width: 9rem; }
.bar, .span { contain: inline-size; }
td.picture { vertical-align: middle; }
.bar { display: block; width: 100%; height: .6rem; }
td:has(> .span) { padding-top: 0; padding-bottom: 0; }
.span { display: block; width: 100%; height: 1.9rem; }
.span line { stroke: var(--line); stroke-width: 1px; vector-effect: non-scaling-stroke; }
.ticks { position: relative; display: block; height: 1.3em; }
.ticks span { position: absolute; font-weight: 450; white-space: nowrap; transform: translateX(-50%); }
.ticks span:first-child { transform: none; }
.ticks .end { transform: translateX(-100%); }
#time-table ~ thead .picture { width: 62%; }
@media (min-width: 68rem) { .scroll { overflow: visible; max-height: none; } }
@media (max-width: 44rem) {
  th:first-child { position: sticky; left: 0; background: var(--paper); }
  thead th:first-child { z-index: 2; }
  tbody th { min-width: 9rem; }
  .picture { min-width: 4.5rem; }
  th .name { max-width: 9rem; }
  .minor { display: none; }
  .ticks span:nth-child(even) { display: none; }
}
`;
