/** Runs in the page: texts whose contrast against what is behind them is under 4.5 to 1 (WCAG 2.2, AA). */
export const faint = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const paper = channels(getComputedStyle(at).backgroundColor);
      if (paper.length === 3 || paper[3] === 1) return paper;
    }
    throw new Error('no opaque background');
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (texts.currentNode.data.trim() === '' || !element.checkVisibility()) continue;
    const [light, dark] = [channels(getComputedStyle(element).color), behind(element)]
      .map(luminance)
      .sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) found.add(contrast.toFixed(2) + ' ' + texts.currentNode.data.trim().slice(0, 40));
  }
  return [...found];
})()`;
