import { bodyText } from './body-text.ts';
import type { HttpResponse } from './types.ts';

/** A parser that tells whether an answer can be used, and keeps the value for whoever asks for it next. */
export function parseOnce<T>(parse: (response: HttpResponse) => T): {
  isUsable(response: HttpResponse): boolean;
  /** The value of an answer. Throws what `parse` throws. */
  of(response: HttpResponse): T;
} {
  let kept: { response: HttpResponse; value: T } | undefined;
  return {
    isUsable(response) {
      kept = undefined;
      try {
        kept = { response, value: parse(response) };
        return true;
      } catch {
        return false;
      }
    },
    of: (response) => (kept?.response === response ? kept.value : parse(response)),
  };
}

/** Whether an answer is JSON. For small answers, which are parsed again. */
export function isJson({ body }: HttpResponse): boolean {
  try {
    JSON.parse(bodyText(body));
    return true;
  } catch {
    return false;
  }
}
