import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reportAttachment } from '../../src/report/attachment.ts';

/**
 * A stand-in for the page of a run in Azure DevOps: speaks the protocol of the extension SDK with the tab (JSON by
 * `postMessage`: azure-devops-extension-sdk 5.0.0, XDM.ts), and answers the routes of its API that the tab asks for. The
 * tab's page is served from an origin of its own, as the Marketplace's is.
 */
export interface RunPage {
  address: string;
  /** Routes that the tab asked for, in their order, without the host. */
  asked: string[];
  /** Requests to either server that are neither for the page, nor for the tab, nor on one of these routes. */
  strange: string[];
  /** Reports that steps have left. */
  steps: Step[];
  /** Answers to give once each in place of the next ones, by the end of the route. */
  failures: { route: RegExp; status: number; body?: string }[];
  close(): Promise<void>;
}

export interface Step {
  name: string;
  report: string;
  /** Start of its step, ISO 8601; without it the timeline does not know it. */
  began?: string;
}

/** Variables of the host's themes that the tab reads, as the service has them. */
export const themes = {
  light: {
    'palette-neutral-100': '0, 0, 0',
    'palette-neutral-0': '255, 255, 255',
    'background-color': 'rgba(var(--palette-neutral-0), 1)',
    'text-primary-color': 'rgba(var(--palette-neutral-100), .9)',
  },
  dark: {
    'palette-neutral-100': '255, 255, 255',
    'palette-neutral-0': '32, 31, 30',
    'background-color': 'rgba(var(--palette-neutral-0), 1)',
    'text-primary-color': 'rgba(var(--palette-neutral-100), .86)',
  },
};

export const PROJECT = '8d1f4c5e-0000-4000-8000-000000000001';
export const BUILD = 4711;
const TIMELINE = '96ac2280-8cb4-5df5-99de-dd2da759617d';
const TOKEN = 'token-of-the-extension';

const recordOf = (step: number): string => `00000000-0000-4000-9000-${String(step).padStart(12, '0')}`;

/** Runs in the page: `told` has what the tab said, `tell(build)` and `setTheme(name)` say something to it. */
const script = (tab: string) => `
const frame = document.createElement('iframe');
const told = [];
const themes = ${JSON.stringify(themes)};
const settings = Object.fromEntries(new URLSearchParams(location.search));
let listeners = [];
let next = 1;
const send = (message) => frame.contentWindow.postMessage(JSON.stringify(message), '*');
const call = (instanceId, methodName, params) => send({ id: next++, instanceId, methodName, params });
const build = (status) => ({ id: ${BUILD}, status, project: { id: '${PROJECT}', name: 'Storefront' } });
const tell = (status) => { for (const id of listeners) call('__proxyFunctions', 'proxy' + id, [build(status)]); };
const setTheme = (name) =>
  call('DevOps.SdkClient', 'dispatchEvent', ['themeChanged', { detail: { data: themes[name] } }]);
const theFunction = (id) => ({ __proxyFunctionId: id, _channelId: 1 });
const objects = {
  'DevOps.HostControl': {
    initialHandshake: () => ({
      contributionId: 'contoso.port-catalog-sync.port-catalog-sync-report',
      context: {
        extension: { id: 'contoso.port-catalog-sync', publisherId: 'contoso', extensionId: 'port-catalog-sync', version: '0.0.0' },
        pageContext: { webContext: { project: { id: '${PROJECT}', name: 'Storefront' } } },
        user: {}, host: { id: 'x', name: 'contoso', isHosted: true },
      },
      initialConfig: settings.silent ? {} : { onBuildChanged: theFunction(1) },
      themeData: settings.theme ? themes[settings.theme] : undefined,
    }),
    getAccessToken: () => ({ token: '${TOKEN}' }),
    notifyLoadSucceeded: () => {},
    notifyLoadFailed: () => {},
  },
  'DevOps.ServiceManager': { getService: () => ({ getResourceAreaLocation: theFunction(2) }) },
  __proxyFunctions: {
    proxy1: ([listener]) => {
      listeners.push(listener.__proxyFunctionId);
      setTimeout(() => tell(Number(settings.status ?? 2)), 0);
    },
    proxy2: ([area]) => area === '965220d5-5bb9-42cf-8d67-9b146df2a5a4' ? location.origin + '/contoso/' : undefined,
  },
};
addEventListener('message', ({ source, data }) => {
  if (source !== frame.contentWindow) return told.push('a message of another frame: ' + data);
  const { id, instanceId, methodName, params, handshakeToken } = JSON.parse(data);
  if (!instanceId) return;
  told.push(methodName);
  const method = objects[instanceId]?.[methodName];
  if (!method) return told.push('unknown: ' + instanceId + '.' + methodName);
  send({ id, result: method(params), handshakeToken });
});
frame.title = 'Port catalog';
// A frame as a Server has it: the tab is then of no origin.
if (settings.sandboxed) frame.setAttribute('sandbox', 'allow-scripts allow-popups allow-popups-to-escape-sandbox');
frame.src = '${tab}';
document.body.append(frame);
`;

const page = (tab: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Run</title><style>body{margin:0}iframe{border:0;width:100vw;height:100vh}</style><body><script>${script(tab)}</script></body></html>`;

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  );

const send = (response: ServerResponse, status: number, type: string, body: string): void => {
  response.writeHead(status, { 'content-type': type }).end(body);
};

/** The service's answers: attachments of the run by type, one of them, and the run's timeline. */
const answer = ({ steps }: Pick<RunPage, 'steps'>, route: string, origin: string): string | undefined => {
  const builds = `/contoso/${PROJECT}/_apis/build/builds/${BUILD}`;
  const linkOf = (at: number, name: string) =>
    `${origin}${builds}/${TIMELINE}/${recordOf(at)}/attachments/${reportAttachment}/${encodeURIComponent(name)}`;
  if (route === `${builds}/attachments/${reportAttachment}?api-version=5.0-preview.2`)
    return JSON.stringify({
      count: steps.length,
      value: steps.map(({ name }, at) => ({ _links: { self: { href: linkOf(at, name) } }, name })),
    });
  if (route === `${builds}/timeline?api-version=5.0`)
    return JSON.stringify({
      id: TIMELINE,
      records: steps.flatMap(({ name, began }, at) =>
        began ? [{ id: recordOf(at), type: 'Task', name, startTime: began }] : [],
      ),
    });
  return steps.find(
    (step, at) => `${linkOf(at, step.name)}?api-version=5.0-preview.2` === `${origin}${route}`,
  )?.report;
};

/** Serves the page of a run, the API beside it, and the tab from another origin. */
export const startRunPage = async (tabPage: string): Promise<RunPage> => {
  const run: RunPage = {
    address: '',
    asked: [],
    strange: [],
    steps: [],
    failures: [],
    close: async () => {},
  };
  const extension = createServer((request, response) => {
    const known = request.url === '/tab/tab.html';
    if (!known && request.url !== '/favicon.ico') run.strange.push(`${request.url}`);
    send(response, known ? 200 : 404, 'text/html', known ? tabPage : '');
  });
  const tab = await listen(extension);

  /** The API: to the extension's token alone, from its origin too. */
  const api = (request: IncomingMessage, response: ServerResponse, route: string): void => {
    run.asked.push(route);
    const failing = run.failures.findIndex((failure) => failure.route.test(route));
    const [failure] = failing < 0 ? [] : run.failures.splice(failing, 1);
    if (failure?.status === 0) {
      response.writeHead(200, { 'content-length': 1_000 });
      response.write('the beginning', () => request.socket.destroy());
    } else if (failure) send(response, failure.status, 'application/json', failure.body ?? '{}');
    else if (request.headers.authorization !== `Bearer ${TOKEN}`) send(response, 401, 'text/plain', '');
    else {
      const body = answer(run, route, `http://${request.headers.host}`);
      send(response, body === undefined ? 404 : 200, 'application/octet-stream', body ?? '');
    }
  };
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '', method, headers } = request;
    response.setHeader('access-control-allow-origin', headers.origin ?? '');
    response.setHeader('access-control-allow-headers', 'authorization');
    if (/^\/run(\?|$)/.test(url)) send(response, 200, 'text/html', page(`${tab}/tab/tab.html`));
    else if (!url.startsWith('/contoso/')) {
      if (url !== '/favicon.ico') run.strange.push(url);
      send(response, 404, 'text/plain', '');
    } else if (method === 'OPTIONS') send(response, 200, 'text/plain', '');
    else api(request, response, url);
  };
  const host = createServer(serve);
  run.address = `${await listen(host)}/run`;
  run.close = async () => {
    for (const server of [extension, host]) {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
  };
  return run;
};
