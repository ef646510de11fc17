export const lists = `
.prose { padding-left: 1.1rem; max-width: 72ch; }
.prose li + li { margin-top: .4rem; }
.prose li::marker { color: var(--muted); }
.problems { list-style: none; padding: 0; counter-reset: problem; }
.problems > li { counter-increment: problem; position: relative; padding-left: 2.4rem; max-width: 76ch; }
.problems > li::before { content: counter(problem); position: absolute; left: 0; color: var(--status); font-weight: 640; }
.problems > li + li { margin-top: 1.5rem; }
.problems .where { margin-top: .1rem; }
.problems dl { margin-top: .45rem; font-size: .9375rem; }
.problems dl div { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); }
.problems dl div + div { margin-top: .25rem; }
.problems dt { color: var(--muted); }
.names, .steps { list-style: none; padding: 0; }
details { border-bottom: 1px solid var(--line); }
.matter > details + details { margin-top: 0; }
.matter > details:first-child { border-top: 1px solid var(--line); }
summary { padding: .6rem 0; cursor: pointer; font-weight: 560; font-size: .9375rem; }
summary:hover { background: var(--soft); }
summary::marker { color: var(--muted); }
summary .count { font-weight: 400; margin-left: .35rem; }
details > :not(summary) { margin-left: 1.05rem; }
details > :last-child:not(summary) { margin-bottom: 1rem; }
.step { margin-top: .9rem; }
summary + .step { margin-top: .25rem; }
.step span { color: var(--muted); font-weight: 450; }
.steps { margin-top: .2rem; padding-left: 1.15rem; font-size: .9375rem; }
.steps > li { padding: .12rem 0; }
.diff { margin: .25rem 0 .5rem; font-size: .875rem; }
.diff > div { display: grid; grid-template-columns: minmax(8rem, 16rem) minmax(0, 1fr); gap: 0 1rem; padding: .2rem 0; }
.diff dt { color: var(--muted); }
del, ins { text-decoration: none; display: block; padding-left: 1.1rem; position: relative; }
del::before, ins::before { position: absolute; left: 0; font-weight: 640; }
del { color: var(--muted); }
del::before { content: "−" / "before: "; color: var(--deleted); }
ins::before { content: "+" / "after: "; color: var(--created); }
.about > div { display: grid; grid-template-columns: 8rem minmax(0, 1fr); gap: .25rem 1.5rem; padding: .4rem 0; font-size: .9375rem; }
.about > div:first-child { padding-top: 0; }
.about dt { color: var(--muted); }
@media (max-width: 44rem) {
  .about > div, .diff > div, .problems dl div { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .problems > li { padding-left: 1.6rem; }
}
`;
