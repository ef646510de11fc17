const variables = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'];

const password = (address: string): string | undefined => {
  const encoded = /^(?:[a-z]+:\/\/)?[^/@]*?:([^/@]+)@/i.exec(address)?.[1];
  try {
    return encoded && decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
};

/** The passwords in the addresses of proxies. */
export const proxySecrets = (environment: Readonly<Record<string, string | undefined>>): string[] =>
  variables.flatMap((name) => password(environment[name] ?? '') ?? []);
