export type Theme = 'light' | 'dark';

/** Luminance of a colour as a browser computes it, `rgb(31, 31, 31)`; undefined of one without a sign of colour. */
const luminance = (colour: string): number | undefined => {
  const [red, green, blue, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  if (red === undefined || green === undefined || blue === undefined || alpha === 0) return undefined;
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
};

/**
 * The theme of the page around: by the background that the host's variables give ours, whatever the name of the theme.
 * Without them by what the reader's system prefers.
 */
export const currentTheme = (): Theme => {
  const light = luminance(getComputedStyle(document.body).backgroundColor);
  if (light !== undefined) return light < 0.5 ? 'dark' : 'light';
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
};
