import type { EmulatedResponse } from '../../types.ts';
import { type ErrorName, errors } from './errors/errors.ts';
import type { ErrorAnswer } from './types.ts';

/** An answer of the table, thrown from wherever it is noticed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: ErrorAnswer;
  constructor(answer: ErrorAnswer, values: readonly (string | number)[]) {
    super(filled(answer.message, values));
    this.answer = answer;
  }
}

const filled = (message: string, values: readonly (string | number)[]): string =>
  message.replace(/\{(\d)\}/g, (_, n) => String(values[Number(n)] ?? ''));

/** `refuse('noItem', path, repository)`: what stands for `{0}`, `{1}` … in its message. */
export const refuse = (name: ErrorName, ...values: (string | number)[]): Refusal =>
  new Refusal(errors[name], values);

export const answerOf = ({ answer, message }: Refusal): EmulatedResponse => ({
  status: answer.status,
  headers: {
    ...(answer.contentType !== undefined && { 'content-type': answer.contentType }),
    ...(answer.inHeader && { 'x-tfs-serviceerror': encodeURIComponent(message) }),
    ...answer.headers,
  },
  ...bodyOf(answer, message),
});

const bodyOf = ({ body, typeKey, namespace, byteOrderMark }: ErrorAnswer, message: string) => {
  if (body === 'none') return {};
  if (body !== 'json') return { body: Buffer.from(message) };
  const json = JSON.stringify({
    $id: '1',
    innerException: null,
    message,
    ...(typeKey !== undefined && { typeName: `${namespace}.${typeKey}, ${namespace}`, typeKey }),
    errorCode: 0,
    eventId: 3000,
  });
  return { body: Buffer.from(byteOrderMark ? `\ufeff${json}` : json) };
};
