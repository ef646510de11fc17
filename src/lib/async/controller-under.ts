/** A controller that is aborted with a signal, for its reason, and may be aborted before. */
export function controllerUnder(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return controller;
}
