import { visible, visibleWithin } from '../clean.ts';

/** Finished HTML. Made only by the `html` tag, so that no text gets in unescaped. */
export interface Html {
  readonly markup: string;
}

export type Content = Html | string | number | false | undefined | readonly Content[];

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text and quoted attributes. No `##` is left, so that a pipeline that prints the file runs no command. */
const escaped = (text: string): string =>
  visibleWithin(text, 800)
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')
    .replace(/#(?=#)/g, '&#35;');

const rendered = (content: Content): string => {
  if (content === undefined || content === false) return '';
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return String(content);
  if ('markup' in content) return content.markup;
  return content.map(rendered).join('');
};

/** A template whose interpolated strings are escaped. */
export const html = (parts: TemplateStringsArray, ...contents: readonly Content[]): Html => ({
  markup: parts.reduce((text, part, index) => text + rendered(contents[index - 1]) + part),
});

/** Text of this program that is markup already: styles, the script. */
export const trusted = (markup: string): Html => ({ markup });

/** Places at which a name may be broken: behind its separators, and at the humps of camelCase. */
const seams = /(?<=[/._])|(?<=[a-z])(?=[A-Z])/;

/** A name from outside: in code type, apart from the text around it whatever its direction. */
export const name = (text: string): Html => {
  const shown = visible(text, 240) || '(empty)';
  const parts = shown.split(seams).map((part, at) => html`${at > 0 ? html`<wbr>` : ''}${part}`);
  return html`<bdi class="${shown.length > 34 ? 'name' : 'name short'}">${parts}</bdi>`;
};

/** A sentence from outside. */
export const said = (text: string): Html => html`<bdi>${text}</bdi>`;
