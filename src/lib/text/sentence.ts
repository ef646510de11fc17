/** Text with a full stop at its end, but for one that ends so already or with an address: that is there to be copied. */
export const asSentence = (text: string): string => {
  const lastWord = text.slice(text.lastIndexOf(' ') + 1);
  if (/[.!?\u2026]$/.test(text) || lastWord.includes('://')) return text;
  return `${text.replace(/:$/, '')}.`;
};
