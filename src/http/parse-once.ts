import { bodyText } from './body-text.ts';
import type { HttpResponse } from './types.ts';

/** Whether an answer can be used is known by parsing it: what comes of it is kept for the one who wants it. */
export function parseOnce<T>(parse: (response: HttpResponse) => T): {
  isUsable(response: HttpResponse): boolean;
  /** Throws what `parse` throws. */
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

/** Whether an answer is JSON: for small ones, which are parsed again. */
export function isJson({ body }: HttpResponse): boolean {
  try {
    JSON.parse(bodyText(body));
    return true;
  } catch {
    return false;
  }
}
