import { parseOrganisationUrl } from '../azure-devops/organisation.ts';
import type { Host } from '../host/types.ts';
import { oceanOnly } from '../inputs/ocean.ts';
import { messageOf, ProblemsError, UserError } from '../lib/errors.ts';
import { accountMode } from './account-mode.ts';
import { checkWhole } from './check-whole.ts';
import { readCredential } from './credential.ts';
import { readEventInput } from './event.ts';
import { readJqEnvironment } from './jq-environment.ts';
import { readPort } from './port.ts';
import { readScope } from './read-scope.ts';
import { createInputReader, type InputReader } from './reader.ts';
import { SCHEDULE, scheduleIn } from './schedule.ts';
import { readServe } from './serve.ts';
import type { Settings } from './types.ts';

const portResourcesOrigins = ['Port', 'Ocean', 'Default', 'Empty'] as const;

const readOrganizationUrls = (host: Host, reader: InputReader, mode: Settings['mode']): string[] => {
  const { items, where, explicit } = reader.list('organizationUrls');
  const single =
    accountMode(host) === 'single' && !explicit
      ? reader.variable(oceanOnly.organizationUrl, 'url')?.value
      : undefined;
  const given = single ? [single] : items;
  const urls = given.length > 0 ? given : [host.ambient.organizationUrl ?? ''].filter((url) => url !== '');
  if (mode === 'delete') return [];
  if (urls.length === 0 && mode !== 'check') {
    reader.problem(
      where,
      'No organisation is given.',
      'Give its URL, such as https://dev.azure.com/contoso',
      'PCS1002',
    );
  }
  const read = urls.flatMap((text) => {
    try {
      return parseOrganisationUrl(text).url;
    } catch (error) {
      reader.problem(where, messageOf(error), error instanceof UserError ? error.hint : undefined);
      return [];
    }
  });
  return [...new Set(read)];
};

const readMapping = (host: Host, reader: InputReader, mode: Settings['mode']): Settings['mapping'] => {
  const inline = reader.given('config');
  const file = reader.given('configFile');
  if (inline && file) {
    reader.problem(`${inline.where} and ${file.where}`, 'Two mappings are given.', 'Keep one of them.');
  }
  if (file) return { from: 'file', path: file.value };
  if (inline) return { from: 'inline', text: inline.value };
  if (reader.flag('saveMapping')) {
    reader.problem(
      host.inputLabel('saveMapping'),
      'There is no mapping to save.',
      `Give it in ${host.inputLabel('configFile')}.`,
    );
  }
  if (mode === 'check') {
    reader.problem(
      host.inputLabel('configFile'),
      'There is no mapping to check.',
      `Name its file in ${host.inputLabel('configFile')}.`,
    );
  }
  return { from: 'port' };
};

const readOrigin = (reader: InputReader): Settings['createPortResourcesOrigin'] => {
  const variable = oceanOnly.createPortResourcesOrigin;
  const value = reader.variable(variable, 'text')?.value;
  if (!value) return undefined;
  const origin = portResourcesOrigins.find((name) => name.toLowerCase() === value.toLowerCase());
  if (origin === undefined) {
    reader.problem(variable, `${JSON.stringify(value)} is not one of ${portResourcesOrigins.join(', ')}.`);
  }
  return origin;
};

const readDeletions = (
  host: Host,
  reader: InputReader,
  mode: Settings['mode'],
): Pick<Settings, 'deletions' | 'deletionsLater' | 'deletionsFrom'> => {
  const wanted = reader.choice<'on' | 'off' | 'later'>('deletions');
  const from = reader.given('deletionsFrom');
  if (mode === 'delete' && !from)
    reader.problem(
      host.inputLabel('deletionsFrom'),
      'It is missing.',
      'Name the folder with the summaries of the runs that put their deletions off.',
    );
  if (mode !== 'delete' && from)
    reader.problem(from.where, `It belongs to mode: delete, and the mode is ${mode}.`);
  if (wanted === 'later' && ['only', 'onlyProjects'].some((name) => reader.given(name)))
    reader.problem(
      host.inputLabel('deletions'),
      'A run of a part cannot put its deletions off.',
      'Leave out only and onlyProjects, or deletions: later.',
    );
  if (wanted === 'later' && (mode === 'incremental' || mode === 'event'))
    reader.problem(
      host.inputLabel('deletions'),
      `A run with mode: ${mode} cannot put its deletions off.`,
      'Let mode be sync, or deletions on or off.',
    );
  return {
    deletions: wanted !== 'off',
    ...(wanted === 'later' && mode === 'sync' && { deletionsLater: true as const }),
    ...(from && { deletionsFrom: from.value }),
  };
};

/** Waiting for other runs. An incremental run comes again soon: it gives way at once, and that is no failure. */
const readOverlap = (reader: InputReader, mode: Settings['mode']): Settings['overlap'] => {
  const frequent = mode === 'incremental';
  const wait = reader.number('overlapWait');
  const skips = reader.choice('onOverlap') === 'skip';
  return {
    wait: frequent ? 0 : wait,
    staleAfter: reader.number('overlapStaleAfter'),
    ...((frequent || skips) && { giveWay: 'skip' as const }),
  };
};

/** An optional setting: the key is left out where there is no value. */
const optional = <Key extends string, Value>(key: Key, value: Value | undefined) =>
  (value === undefined || Number.isNaN(value) ? {} : { [key]: value }) as { [K in Key]?: Value };

/** All settings, from inputs and their fallbacks. Throws ProblemsError with all that is wrong at once. */
export const readSettings = async (host: Host): Promise<Settings> => {
  const reader = createInputReader(host);
  const mode = reader.choice<Settings['mode']>('mode');
  const organizationUrls = readOrganizationUrls(host, reader, mode);
  const credential = await readCredential(host, reader, mode);
  const port = await readPort(host, reader, mode);
  const event = await readEventInput(host, reader, mode, organizationUrls);
  // The host has used it already. It is read here to tell what is wrong with it.
  reader.choice('logFormat');
  const settings: Settings = {
    organizationUrls,
    credential,
    port,
    integrationIdentifier: reader.text('integrationIdentifier'),
    mode,
    fullEvery: reader.number('fullEvery') * 3600,
    ...optional('stateDirectory', reader.given('stateDirectory')?.value),
    ...optional('event', event),
    mapping: readMapping(host, reader, mode),
    saveMapping: reader.flag('saveMapping'),
    ...optional('samples', reader.given('samples')?.value),
    initializePortResources: reader.flag('initializePortResources'),
    ...optional('resourcesPath', reader.given('resourcesPath')?.value),
    ...optional('createPortResourcesOrigin', readOrigin(reader)),
    sendRawDataExamples: reader.flag('sendRawDataExamples'),
    scope: readScope(reader, organizationUrls),
    jqEnvironment: readJqEnvironment(host, reader, credential, port),
    ...readDeletions(host, reader, mode),
    ...optional('maxDeletions', reader.number('maxDeletions')),
    failOn: reader.choice<Settings['failOn']>('failOn'),
    maxConcurrency: reader.number('maxConcurrency'),
    requestTimeout: reader.number('requestTimeout'),
    maxAnswerSize: reader.number('maxAnswerSize'),
    ...optional('timeLimit', reader.number('timeLimit')),
    overlap: readOverlap(reader, mode),
    summaryDirectory: reader.text('summaryDirectory'),
    pullRequestComment: reader.choice<Settings['pullRequestComment']>('pullRequestComment'),
    artifactName: reader.text('artifactName'),
    ...(host.serves && { serve: readServe(host, reader, mode) }),
    ...optional('schedule', scheduleIn(host.environment[SCHEDULE])),
    ...optional('proxy', host.ambient.proxy),
    ...optional('certificates', host.ambient.certificates),
  };
  checkWhole(host, reader, settings);
  // The host uses it. It is read here to tell whether it refers to an undefined variable.
  reader.given('githubToken');
  if (reader.problems.length > 0) {
    throw new ProblemsError('The inputs need attention:', reader.problems, 'PCS1001');
  }
  return settings;
};
