import { getAccessToken, getService } from 'azure-devops-extension-sdk';
import { reportAttachment } from '../report/attachment.ts';

/**
 * The run as its page tells of it. A build's states are numbers there (azure-devops-extension-api, `BuildStatus`).
 */
export interface Build {
  id: number;
  status?: number;
  project: { id: string };
}

/** A report that a step of the run left. */
export interface StepReport {
  /** The name of the attachment: the step's, from outside. */
  name: string;
  timeline: string;
  record: string;
}

/** A request that brought nothing, with the reason in words for people. */
export class RequestFailed extends Error {
  override name = 'RequestFailed';
}

interface LocationService {
  getResourceAreaLocation(area: string): Promise<string>;
}

interface Attachment {
  name?: unknown;
  _links?: { self?: { href?: unknown } };
}

interface TimelineRecord {
  id?: unknown;
  startTime?: unknown;
}

/** The resource area by which the API of builds is found (azure-devops-extension-api, `BuildRestClient`). */
const BUILD_AREA = '965220d5-5bb9-42cf-8d67-9b146df2a5a4';
/** The oldest Server that we support has them; newer ones still take them. The routes of attachments are previews. */
const ATTACHMENTS_VERSION = '5.0-preview.2';
const TIMELINE_VERSION = '5.0';
/** Steps whose reports are offered. */
const MOST_REPORTS = 100;
/** Bytes of an answer. A report has two million. */
const MOST_BYTES = 32_000_000;

/** The link of an attachment: nothing else says at which record of which timeline it lies. */
const PLACE =
  /\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\/attachments\//i;

const hints: Record<number, string> = {
  401: 'Reload the page to be signed in again.',
  403: 'You need the right to view builds of this project.',
  404: 'It may have been deleted with its run’s retention.',
};

const addressOf = async (build: Build, path: string, version: string): Promise<string> => {
  const location = await getService<LocationService>('ms.vss-features.location-service');
  const base = await location.getResourceAreaLocation(BUILD_AREA);
  const place = `${encodeURIComponent(build.project.id)}/_apis/build/builds/${encodeURIComponent(build.id)}`;
  return `${base.replace(/\/?$/, '/')}${place}/${path}?api-version=${version}`;
};

/** The text of an answer, up to a limit of bytes. */
const bounded = async ({ body }: Response): Promise<string> => {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (const reader = body?.getReader(); reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > MOST_BYTES) {
      await reader.cancel();
      throw new RequestFailed('It is too large to be shown here. It is in the run’s artifact, summary.html.');
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
};

/** Throws `RequestFailed`, and what `signal` was aborted with. The token goes to the organisation alone. */
const get = async (address: string, signal: AbortSignal): Promise<string> => {
  const token = await getAccessToken();
  signal.throwIfAborted();
  try {
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${token}` },
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal,
    });
    if (response.ok) return await bounded(response);
    throw new RequestFailed(
      `Azure DevOps answered ${response.status}. ${hints[response.status] ?? ''}`.trim(),
    );
  } catch (error) {
    if (signal.aborted || error instanceof RequestFailed) throw error;
    throw new RequestFailed('Azure DevOps could not be reached.');
  }
};

const valuesOf = (text: string, key: 'value' | 'records'): unknown[] => {
  try {
    const list = JSON.parse(text)?.[key];
    if (Array.isArray(list)) return list;
  } catch {
    // A page to sign in on is no JSON either, and is told below.
  }
  throw new RequestFailed('Azure DevOps answered with something else than a list.');
};

const reportOf = ({ name, _links }: Attachment): StepReport[] => {
  const [, timeline, record] = PLACE.exec(String(_links?.self?.href)) ?? [];
  return typeof name === 'string' && timeline && record ? [{ name, timeline, record }] : [];
};

/** The begin of each record of the run; nothing where Azure DevOps does not say. */
const beginnings = async (build: Build, signal: AbortSignal): Promise<Map<string, string>> => {
  try {
    const text = await get(await addressOf(build, 'timeline', TIMELINE_VERSION), signal);
    const records = valuesOf(text, 'records') as TimelineRecord[];
    return new Map(records.map(({ id, startTime }) => [String(id).toLowerCase(), String(startTime ?? '')]));
  } catch (error) {
    if (signal.aborted) throw error;
    return new Map();
  }
};

/** The reports of a run, in the order of its steps. Throws `RequestFailed`. */
export const listReports = async (build: Build, signal: AbortSignal): Promise<StepReport[]> => {
  const path = `attachments/${reportAttachment}`;
  const text = await get(await addressOf(build, path, ATTACHMENTS_VERSION), signal);
  const reports = (valuesOf(text, 'value') as Attachment[]).flatMap(reportOf).slice(0, MOST_REPORTS);
  if (reports.length < 2) return reports;
  const began = await beginnings(build, signal);
  const order = ({ record, name }: StepReport) => `${began.get(record.toLowerCase()) ?? '~'} ${name}`;
  return reports.sort((a, b) => (order(a) < order(b) ? -1 : 1));
};

/** The text of a report: markup from outside. Throws `RequestFailed`. */
export const readReport = async (
  build: Build,
  { timeline, record, name }: StepReport,
  signal: AbortSignal,
): Promise<string> => {
  const path = `${timeline}/${record}/attachments/${reportAttachment}/${encodeURIComponent(name)}`;
  return get(await addressOf(build, path, ATTACHMENTS_VERSION), signal);
};
