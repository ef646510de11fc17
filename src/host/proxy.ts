import type { Problem } from '../errors.ts';
import type { Settings } from '../settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Proxy = NonNullable<Settings['proxy']>;

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** One entry of NO_PROXY as a regular expression on URLs: a host also stands for those below it. */
const bypassPattern = (entry: string): string => {
  if (entry === '*') return '.*';
  const [, host = '', port] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  return `^[a-z]+://([^/]*\\.)?${literal(host)}${port ? `:${port}` : '(:\\d+)?'}(/|$)`;
};

const variable = (environment: Environment, name: string): string | undefined =>
  environment[name]?.trim() || environment[name.toLowerCase()]?.trim() || undefined;

const parse = (address: string): URL | undefined => {
  try {
    return new URL(/^[a-z]+:\/\//i.test(address) ? address : `http://${address}`);
  } catch {
    return undefined;
  }
};

/** The proxy of HTTPS_PROXY (else HTTP_PROXY) and NO_PROXY, in either case. */
export const proxyOf = (environment: Environment): { proxy?: Proxy; inputProblems: Problem[] } => {
  const address = variable(environment, 'HTTPS_PROXY') ?? variable(environment, 'HTTP_PROXY');
  if (address === undefined) return { inputProblems: [] };
  const url = parse(address);
  if (url === undefined) {
    const message = 'The address of the proxy is not a URL.';
    return {
      inputProblems: [
        { where: 'HTTPS_PROXY', message, hint: 'It looks like http://proxy.example.com:8080.' },
      ],
    };
  }
  const bypass = (variable(environment, 'NO_PROXY') ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  const proxy = {
    url: url.origin,
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    bypass: bypass.map(bypassPattern),
  };
  return { proxy, inputProblems: [] };
};
