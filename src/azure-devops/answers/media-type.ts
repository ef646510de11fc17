import type { HttpResponse } from '../../http/types.ts';

/** The media type of an answer, in lower case, without parameters; empty where it has none. */
export const mediaType = ({ headers }: HttpResponse): string =>
  (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
export const isHtml = (response: HttpResponse): boolean => mediaType(response) === 'text/html';
export const isJson = (response: HttpResponse): boolean =>
  /^application\/(?:[\w.-]+\+)?json$/.test(mediaType(response));
