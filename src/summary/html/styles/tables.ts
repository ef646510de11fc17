/** Hairlines, no boxes. A table that is too wide scrolls by itself under its first column. */
export const tables = `
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; line-height: 1.45; }
caption { text-align: left; padding-bottom: .45rem; }
caption span { position: sticky; left: 0; display: inline-block; max-width: min(80ch, calc(100vw - 2rem)); }
th, td { padding: .42rem .5rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th:first-child { padding-left: 0; }
td:last-child, th:last-child { padding-right: 0; }
thead th { font-weight: 600; font-size: .8125rem; color: var(--muted); vertical-align: bottom; overflow-wrap: normal; border-bottom-color: var(--muted); }
tbody th { font-weight: 450; min-width: 7rem; }
th .name, td .name { display: inline-block; max-width: 26rem; overflow-wrap: break-word; }
td .name { max-width: 17rem; }
@media (min-width: 44rem) { th .short { white-space: nowrap; } }
tbody tr:hover > * { background: var(--soft); }
.number { text-align: right; white-space: nowrap; }
.zero { color: var(--muted); }
td.text { min-width: 11rem; max-width: 34rem; }
td.text:has(> .no), td.text:last-child { min-width: 3rem; }
.picture { width: 34%; min-width: 9rem; }
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
@media (max-width: 44rem) {
  th:first-child { position: sticky; left: 0; background: var(--paper); }
  tbody th { min-width: 6rem; }
  th .name { max-width: 9rem; }
  .minor { display: none; }
  .ticks span:nth-child(even) { display: none; }
}
`;
