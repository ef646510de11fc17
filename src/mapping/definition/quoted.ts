/** Characters that a message quotes of a text. */
const LONGEST = 200;

/** Text of the user's in a message: in quotes, its beginning where it is long. */
export const quoted = (text: string): string =>
  text.length > LONGEST
    ? `${JSON.stringify(text.slice(0, LONGEST).toWellFormed())}… (${text.length} characters)`
    : JSON.stringify(text);
