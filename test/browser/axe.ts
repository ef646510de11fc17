import { fileURLToPath } from 'node:url';

/** The script that finds what people with assistive technology stumble over (https://github.com/dequelabs/axe-core). */
export const axe = fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url));

/** Runs in the page, behind that script: all that it finds by all its rules, best practices included. */
export const violations = `axe.run().then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ' ' + html.slice(0, 120))))`;
