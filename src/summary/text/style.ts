const codes = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36' } as const;

export type Tone = keyof typeof codes;
export type Paint = (tone: Tone, text: string) => string;

export const painter =
  (colour: boolean): Paint =>
  (tone, text) =>
    colour && text.trim() !== '' ? `\u001b[${codes[tone]}m${text}\u001b[0m` : text;

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;
const none = /[\p{M}\p{Join_Control}]/u;

const width = (character: string): number => (none.test(character) ? 0 : wide.test(character) ? 2 : 1);

/** Columns that text takes on a terminal. */
export const columns = (text: string): number =>
  [...text].reduce((sum, character) => sum + width(character), 0);

/** Text of at most `room` columns, cut with an ellipsis. */
export const cut = (text: string, room: number): string => {
  if (columns(text) <= room) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += width(character);
    if (used > room - 1) break;
    kept += character;
  }
  return `${kept}…`;
};

/** A word in pieces of at most `room` columns: cut off, its end might be what it is shown for. */
const pieces = (word: string, room: number): string[] => {
  if (columns(word) <= room) return [word];
  const all: string[] = [];
  let piece = '';
  let used = 0;
  for (const character of word) {
    const taken = width(character);
    if (used + taken > room) {
      all.push(piece);
      [piece, used] = ['', 0];
    }
    piece += character;
    used += taken;
  }
  return [...all, piece];
};

/** Lines of at most `room` columns, broken between words, and in a word that is longer than a line. */
export const wrap = (text: string, room: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((part) => pieces(part, room))) {
    if (line !== '' && columns(line) + 1 + columns(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
};
