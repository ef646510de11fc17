/** Styles of the status page, besides those of the report. */
export const statusStyles = `
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; display: block; }
main > header { display: grid; gap: .4rem; padding: 0 0 1.5rem; }
main section { display: block; padding: 1.25rem 0; margin: 0; }
main section > h2 { margin-bottom: .75rem; }
main tbody th, main thead .first { min-width: 0; width: 4.5rem; }
main td.text, main th.text { min-width: 0; width: auto; }
main .scroll { overflow-x: auto; }
main section > .why { margin-top: .75rem; }
.state { color: var(--status); }
.overview section + section { border-top: 0; padding-top: .5rem; }
.overview .facts { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: .35rem 1rem; align-items: baseline; }
.overview .facts dt { color: var(--muted); }
.overview .facts dd { overflow-wrap: anywhere; }
@media (min-width: 60rem) { .overview { display: grid; grid-template-columns: 1fr 1fr; gap: 0 3rem; } }
@media (max-width: 34rem) {
  .overview .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .overview .facts dd { margin-bottom: .5rem; }
  main td.text { white-space: nowrap; }
}
`;
