/** Runs in the page: tables that are wider than their place, and texts that are wider than the element they are in. */
export const cut = `(() => {
  const found = [];
  for (const place of document.querySelectorAll('.scroll'))
    if (place.scrollWidth > place.clientWidth + 1)
      found.push(place.querySelector('caption').textContent + ': ' + place.scrollWidth + ' in ' + place.clientWidth);
  for (const cell of document.querySelectorAll('th, td, dd, li, p, h1, h2, h3'))
    if (cell.checkVisibility() && !cell.closest('.ticks') && cell.scrollWidth > cell.clientWidth + 1 && cell.clientWidth > 0)
      found.push(cell.textContent.slice(0, 60) + ': ' + cell.scrollWidth + ' in ' + cell.clientWidth);
  if (document.documentElement.scrollWidth > innerWidth) found.push('the page: ' + document.documentElement.scrollWidth);
  return found;
})()`;
