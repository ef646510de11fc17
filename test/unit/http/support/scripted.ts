import {
  type HttpRequest,
  type HttpResponse,
  type ServiceRequest,
  type Transport,
  TransportError,
  type TransportErrorCode,
} from '../../../../src/http/types.ts';

export const answer = (
  status: number,
  headers: Record<string, string> = {},
  body: string | object = '',
): HttpResponse => {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return { status, headers, body: bytes, wireBytes: bytes.length };
};

export const broken = (code: TransportErrorCode): Error => new TransportError(code, `scripted ${code}`);

type Step = HttpResponse | Error | ((request: HttpRequest) => HttpResponse | Error | Promise<HttpResponse>);

/** A transport that gives these answers in turn, the last one for ever, and keeps what it was asked. */
export function scripted(...steps: Step[]): { transport: Transport; sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  const transport: Transport = async (request) => {
    const step = steps[Math.min(sent.length, steps.length - 1)] as Step;
    sent.push(request);
    const result = typeof step === 'function' ? await step(request) : step;
    if (result instanceof Error) throw result;
    return result;
  };
  return { transport, sent };
}

export const get = (
  url = 'https://service.example/items',
  more: Partial<ServiceRequest> = {},
): ServiceRequest => ({
  method: 'GET',
  url,
  route: 'items',
  idempotent: true,
  ...more,
});
