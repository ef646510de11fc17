import fc from 'fast-check';

/** A line as .NET compares it by default: characters without width do not count. */
const skeleton = (line: string): string => line.replace(/\p{Default_Ignorable_Code_Point}/gu, '');

/** Whether an Azure agent or a GitHub runner would act on the line. */
export const isCommand = (line: string): boolean => {
  const text = skeleton(line);
  return /##vso\[/i.test(text) || text.includes('##[') || text.trimStart().startsWith('::');
};

/** Whether a terminal would do anything but show it: a control character, or one that turns the writing. */
export const actsOnTerminals = (line: string): boolean =>
  /(?!\t)\p{Cc}/u.test(line) || /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(line);

const fragments = [
  '##vso[task.setvariable variable=x]y',
  '##VSO[',
  '##[add-mask]',
  '##',
  '#',
  '[',
  'vso',
  '::set-output name=a::b',
  '::',
  ':',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\r',
  '\u2028',
  '\u0085',
  '\v',
  '%0A',
  '%0D%0A::error::x',
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\u009b2J',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200d',
  '\ufe0f',
  '\u00ad',
  '\ufeff',
  '\ud800',
  '\udc00',
  '\u{e0001}',
  '\u0000',
];

/** Text that means harm. */
export const hostileText = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...fragments) }, fc.string({ unit: 'binary' })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));
