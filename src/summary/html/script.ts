import { createHash } from 'node:crypto';

/**
 * All that runs in summary.html: sorts tables by their columns, and shows only what has a text in it. Without it all is
 * shown, in the order of the report. Its controls are made by it, so that none is there that does nothing.
 */
export const script = `
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (name, attributes) => Object.assign(document.createElement(name), attributes);
const valueOf = (cell) => {
  const given = cell.dataset.value ?? cell.textContent.trim().replaceAll(',', '');
  return given === '' || isNaN(given) ? given.toLowerCase() : Number(given);
};
const compare = (a, b) => typeof a === 'number' && typeof b === 'number' ? a - b
  : typeof a === 'number' ? -1 : typeof b === 'number' ? 1 : a.localeCompare(b);

for (const table of all('table[data-sort]')) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  all('thead th', table).forEach((heading, column) => {
    if (heading.classList.contains('picture')) return;
    const button = make('button', { type: 'button', className: 'sort' });
    button.append(...heading.childNodes);
    heading.append(button);
    const numbers = heading.classList.contains('number');
    button.addEventListener('click', () => {
      const was = heading.getAttribute('aria-sort');
      const to = was === (numbers ? 'descending' : 'ascending') ? (numbers ? 'ascending' : 'descending')
        : was ? '' : numbers ? 'descending' : 'ascending';
      for (const other of all('th[aria-sort]', table)) other.removeAttribute('aria-sort');
      if (to) heading.setAttribute('aria-sort', to);
      const sign = to === 'descending' ? -1 : 1;
      const value = new Map(rows.map((row) => [row, valueOf(row.cells[column])]));
      body.append(...(to ? [...rows].sort((a, b) => sign * compare(value.get(a), value.get(b))) : rows));
    });
  });
}

const leaves = all('tbody tr, .problems > li, .prose > li, .steps > li');
const groups = all('.matter details');
const sections = new Set(leaves.map((leaf) => leaf.closest('section')));
if (leaves.length > 1) {
  const input = make('input', { type: 'search', id: 'filter', placeholder: 'Project, blueprint, kind …', autocomplete: 'off' });
  const label = make('label', { textContent: 'Show only ' });
  const told = make('output', { htmlFor: 'filter' });
  label.append(input);
  const form = make('div', { className: 'filter' });
  form.setAttribute('role', 'search');
  form.append(label, told);
  document.querySelector('main').before(form);
  const known = new Map();
  const textOf = (part) => {
    if (!known.has(part)) known.set(part, part.textContent.toLowerCase());
    return known.get(part);
  };
  const opened = new Map(groups.map((group) => [group, group.open]));
  const filter = () => {
    const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const has = (part) => words.every((word) => textOf(part).includes(word));
    const titled = new Set(groups.filter((group) => has(group.querySelector('summary'))));
    const matched = new Set();
    let shown = 0;
    for (const leaf of leaves) {
      const group = leaf.closest('details');
      leaf.hidden = !has(leaf) && !titled.has(group);
      if (leaf.hidden) continue;
      shown += 1;
      matched.add(leaf.closest('section')).add(group);
    }
    for (const group of groups) {
      const found = titled.has(group) || matched.has(group);
      group.hidden = !found;
      group.open = words.length > 0 ? found : opened.get(group);
    }
    for (const section of sections) section.classList.toggle('unmatched', words.length > 0 && !matched.has(section));
    told.value = words.length > 0 ? shown + ' of ' + leaves.length + ' rows' : '';
  };
  let due;
  input.addEventListener('input', () => {
    clearTimeout(due);
    due = setTimeout(filter, 100);
  });
}
`;

/** The hash by which a policy lets this script run, and no other. */
export const scriptHash = (): string => `sha256-${createHash('sha256').update(script).digest('base64')}`;
