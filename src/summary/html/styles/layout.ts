/** The layout. Titles stand in the margin of a wide page, beside what they are about. */
export const layout = `
body { border-top: 6px solid var(--status); }
.page { max-width: 82rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 3.5rem) 4rem; }
.skip { position: absolute; left: -100vw; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem .75rem; }
header { padding: clamp(1.75rem, 5vw, 4rem) 0 clamp(1.5rem, 3vw, 2.5rem); }
h1 { display: flex; gap: .35em; align-items: flex-start; margin: .35rem 0 .9rem; }
h1 svg {
  flex: none; width: .82em; height: .82em; margin-top: .14em; padding: .12em; border-radius: 50%;
  background: var(--status); fill: none; stroke: var(--paper); stroke-width: 3; stroke-linecap: round; stroke-linejoin: round;
}
.advice { margin-top: 1rem; padding-left: 1rem; border-left: 3px solid var(--status); max-width: 64ch; }
.advice strong { display: block; font-size: .875rem; }
.facts { display: flex; flex-wrap: wrap; gap: .75rem 2.25rem; margin-top: 1.5rem; }
.facts dt { color: var(--muted); font-size: .8125rem; }
.facts dd { font-size: .9375rem; }
.figures { display: grid; grid-template-columns: repeat(6, auto); justify-content: space-between; gap: 1.25rem 1.5rem; margin-top: clamp(1.75rem, 4vw, 2.75rem); }
.figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.figures dd { font-size: clamp(1.5rem, 1.1rem + 1.6vw, 2.35rem); font-weight: 600; line-height: 1.15; letter-spacing: -0.025em; }
.figures dt { font-size: .875rem; color: var(--muted); }
.figures dt::before, .step::before {
  content: ""; display: inline-block; width: .6em; height: .6em; margin-right: .45em; border-radius: 1px; background: var(--tone);
}
.figures .none dd { color: var(--muted); font-weight: 450; }
.balance { display: block; width: 100%; height: .75rem; margin-top: 1.1rem; border-radius: 2px; }
nav { border-top: 1px solid var(--line); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.6rem; padding: .8rem 0; list-style: none; font-size: .875rem; }
nav a { display: inline-block; padding: .2rem 0; text-decoration-color: var(--line); }
nav a:hover { text-decoration-color: currentColor; }
nav span { color: var(--muted); }
section { border-top: 1px solid var(--line); padding: clamp(1.5rem, 3vw, 2.5rem) 0; scroll-margin-top: .5rem; }
.margin p { margin-top: .35rem; max-width: 60ch; text-wrap: pretty; }
.matter { min-width: 0; margin-top: 1.1rem; }
.matter > * + * { margin-top: 1.1rem; }
.matter > * + h3 { margin-top: 2rem; }
@media (min-width: 68rem) {
  section { display: grid; grid-template-columns: 11.5rem minmax(0, 1fr); gap: 0 2.5rem; }
  .margin { position: sticky; top: 1.5rem; align-self: start; }
  .matter { margin-top: .1rem; }
}
@media (max-width: 44rem) {
  .figures { grid-template-columns: repeat(3, 1fr); }
}
`;
