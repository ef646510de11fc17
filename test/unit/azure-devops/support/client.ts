import { isSignIn } from '../../../../src/azure-devops/answers/answers.ts';
import { createAzureDevOps } from '../../../../src/azure-devops/client.ts';
import { parseOrganisationUrl } from '../../../../src/azure-devops/organisation.ts';
import { path } from '../../../../src/azure-devops/path.ts';
import { aNumber } from '../../../../src/azure-devops/shape.ts';
import type { Page } from '../../../../src/azure-devops/types.ts';
import { createService, type ServiceOptions } from '../../../../src/http/service/service.ts';
import { silent } from '../../../../src/lib/log.ts';
import { virtualClock } from '../../../emulators/kit/clock.ts';
import { answer, type scripted } from '../../http/support/scripted.ts';

export type Script = ReturnType<typeof scripted>;

export function devopsOn(
  script: Script,
  url = 'https://dev.azure.com/contoso',
  more: Partial<ServiceOptions> = {},
) {
  const service = createService({
    name: 'Azure DevOps',
    transport: script.transport,
    clock: virtualClock(),
    log: silent,
    maxConcurrency: 8,
    requestTimeoutSeconds: 60,
    isUnauthorised: isSignIn,
    ...more,
  });
  return createAzureDevOps({ organisation: parseOrganisationUrl(url), service });
}

export const json = (body: object | string, headers = {}) =>
  answer(200, { 'content-type': 'application/json; charset=utf-8', ...headers }, body);

export const projects = { path: path`_apis/projects`, key: { id: aNumber }, what: 'the projects' };

export const urls = ({ sent }: Script): string[] => sent.map(({ url }) => decodeURIComponent(url));

export async function collect(pages: AsyncIterable<Page<unknown>>): Promise<number[][]> {
  const all: number[][] = [];
  for await (const page of pages) all.push((page.items as { id: number }[]).map(({ id }) => id));
  return all;
}
