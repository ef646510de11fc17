import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

export interface ArtifactService {
  /** Variables that a runner sets so that the real client finds the service. */
  environment: Record<string, string>;
  /** Names of the artifacts that were finalised, with their bytes. */
  artifacts: Map<string, number>;
  /** The uploaded zip of each. */
  contents: Map<string, Buffer>;
  /** Requests so far. */
  requests: number;
}

export interface ArtifactServiceOptions {
  /** Names that other jobs of the run have used. */
  taken?: readonly string[];
  /** The service takes requests and never answers one. */
  silent?: boolean;
  /** Answer to every request for an artifact. */
  refusal?: { status: number; msg: string };
  /** The same, in words that are no JSON: as something on the way refuses. `put`: only to the bytes themselves. */
  page?: { status: number; body: string; put?: true };
}

const unsigned = (payload: object): string => {
  const [header, body] = [{ alg: 'none' }, payload].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `${header}.${body}.x`;
};

/** GitHub's artifact service on loopback, as far as an upload goes: names are given once. */
export const artifactService = async (
  t: TestContext,
  { taken = [], silent = false, refusal, page }: ArtifactServiceOptions = {},
): Promise<ArtifactService> => {
  const created = new Set(taken);
  const artifacts = new Map<string, number>();
  const contents = new Map<string, Buffer>();

  const service: ArtifactService = { artifacts, contents, requests: 0, environment: {} };

  const server = createServer(async (request, response) => {
    service.requests += 1;
    if (silent) return;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const answer = (status: number, value: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const method = request.url?.split('/').pop() ?? '';
    if (page && (request.method === 'PUT') === (page.put === true))
      return void response.writeHead(page.status, { 'content-type': 'text/html' }).end(page.body);
    if (request.method === 'PUT') {
      const name = decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname.split('/').pop() ?? '');
      if (!request.url?.includes('comp=blocklist'))
        contents.set(name, Buffer.concat([contents.get(name) ?? Buffer.alloc(0), body]));
      response.writeHead(201).end();
      return;
    }
    const { name } = JSON.parse(body.toString()) as { name: string };
    if (refusal) {
      answer(refusal.status, { code: 'refused', msg: refusal.msg });
    } else if (method === 'CreateArtifact' && created.has(name)) {
      answer(409, { code: 'already_exists', msg: `an artifact with this name already exists: ${name}` });
    } else if (method === 'CreateArtifact') {
      created.add(name);
      const { port } = server.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}/blob/${encodeURIComponent(name)}?sig=signed`;
      answer(200, { ok: true, signed_upload_url: url });
    } else {
      artifacts.set(name, contents.get(name)?.length ?? 0);
      answer(200, { ok: true, artifact_id: '7' });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  Object.assign(service, {
    environment: {
      ACTIONS_RESULTS_URL: `http://127.0.0.1:${port}/`,
      ACTIONS_RUNTIME_TOKEN: unsigned({ scp: 'Actions.Results:run-1:job-1' }),
    },
  });
  return service;
};
