import { number } from '../../report/words/format.ts';

/** A part of a comment: lines above a list, the list, and what follows it. Each line is kept whole or left off. */
export interface Part {
  open: string;
  lines: readonly string[];
  close: string;
  /** Lines that were not even tried (0). */
  more?: number;
}

const leftOff = (count: number): string => `- … and ${number(count)} more\n`;

/** Units kept free for the line that says how much was left off. */
const KEPT = 60;

/** The parts in order of importance, as far as they fit into `room` UTF-16 units. */
export const fill = (parts: readonly Part[], room: number): string => {
  let text = '';
  for (const { open, lines, close, more = 0 } of parts) {
    let left = room - text.length - open.length - close.length - KEPT;
    if (left < 0) continue;
    let kept = 0;
    let list = '';
    for (const line of lines) {
      left -= line.length + 1;
      if (left < 0) break;
      list += `${line}\n`;
      kept += 1;
    }
    const missing = lines.length - kept + more;
    text += `${open}${list}${missing > 0 ? leftOff(missing) : ''}${close}`;
  }
  return text;
};
