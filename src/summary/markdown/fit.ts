import { number } from '../../report/words/format.ts';

/** A paragraph, or a list or table whose items may be left off from the end. */
export interface Block {
  /** A paragraph, or the two head lines of a table. */
  head?: string;
  /** Lines, of which each is kept whole or left off. */
  items?: readonly string[];
  /** Items that were not even tried (0). */
  more?: number;
  /** The files that have those that are left off. */
  where?: string;
}

export interface Section {
  title: string;
  /** Set where it may be folded, on hosts that can. */
  fold?: boolean;
  blocks: readonly Block[];
}

export interface Fit {
  limitBytes: number;
  /** Whether the host renders `<details>`, as GitHub does. Azure DevOps shows the tags as text. */
  html: boolean;
}

const size = (text: string): number => Buffer.byteLength(text);

const frame = (section: Section, html: boolean): [string, string] =>
  section.fold && html
    ? [`<details>\n<summary>${section.title}</summary>\n\n`, '</details>\n\n']
    : [section.title ? `### ${section.title}\n\n` : '', ''];

const leftOff = (count: number, where: string): string => `*and ${number(count)} more: see ${where}*\n\n`;

const reserve = 200;

/** The block's text within `room` bytes, and whether all of it found place. */
const fitBlock = (
  { head, items = [], more = 0, where = 'summary.html and summary.json' }: Block,
  room: number,
): [string, boolean] => {
  const isTable = head?.startsWith('|') ?? false;
  let text = head === undefined ? '' : `${head}${isTable ? '\n' : '\n\n'}`;
  let used = size(text) + reserve;
  let kept = 0;
  for (const item of items) {
    used += size(item) + 1;
    if (used > room) break;
    text += `${item}\n`;
    kept++;
  }
  if (used > room && kept === 0) return ['', false];
  if (items.length > 0) text += '\n';
  const left = items.length - kept + more;
  if (left > 0) text += leftOff(left, where);
  return [text, used <= room];
};

/** Sections in order of importance, as far as they fit; a note says when some are left off. */
export const fitSections = (sections: readonly Section[], { limitBytes, html }: Fit): string => {
  const note = '*The rest is left off here: see summary.html and summary.json.*\n';
  let text = '';
  let room = limitBytes - size(note);
  for (const section of sections) {
    const [open, close] = frame(section, html);
    let body = '';
    let whole = true;
    for (const block of section.blocks) {
      const [part, fitted] = fitBlock(block, room - size(open) - size(close) - size(body));
      body += part;
      whole &&= fitted;
      if (!fitted) break;
    }
    if (body !== '') {
      text += open + body + close;
      room = limitBytes - size(note) - size(text);
    }
    if (!whole) return text + note;
  }
  return text;
};
