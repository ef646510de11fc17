import { Ajv } from 'ajv';
import type { Call } from '../kit/router.ts';
import type { EmulatedResponse } from '../types.ts';
import { bodyOf, done, invalid, isObject, type Json, notFound, type Refusal } from './refusal.ts';
import type { State } from './state.ts';

const special = ['__runtime__', '__reconciliation__'];
const levels = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'FATAL'];
const final = ['completed', 'failed', 'aborted'];

/**
 * Next states by state. Port's exporters tell each; nobody saw Port refuse one that skips `syncing`, which a later
 * state supersedes.
 */
const transitions: Record<string, string[]> = {
  pending: ['syncing', ...final],
  syncing: ['syncing', ...final],
};

const counted = (...names: string[]): Json => ({
  type: 'object',
  required: ['object_count_type'],
  additionalProperties: false,
  properties: {
    object_count_type: {
      type: 'object',
      required: names,
      additionalProperties: false,
      properties: Object.fromEntries(
        names.map((name) => [
          name,
          {
            type: 'object',
            required: ['object_count'],
            additionalProperties: false,
            properties: { object_count: { type: 'number' } },
          },
        ]),
      ),
    },
  },
});

const phases: Json = {
  extract: counted('raw_extracted', 'failed'),
  transform: counted('transformed', 'filtered_out', 'failed'),
  load: counted('loaded', 'failed', 'skipped'),
  resync: {
    type: 'object',
    required: ['success', 'duration_seconds'],
    additionalProperties: false,
    properties: { success: { type: ['number', 'boolean'] }, duration_seconds: { type: 'number' } },
  },
  delete: counted('deleted'),
};

const texts = [
  ...['integrationType', 'installationType', 'executionMode', 'integrationIdentifier', 'integrationVersion'],
  ...['oceanVersion', 'kindIdentifier', 'kind', 'eventId'],
];

const validEvent = new Ajv({ allowUnionTypes: true }).compile({
  type: 'object',
  additionalProperties: false,
  required: [...texts, 'kindIndex', 'syncState', 'metrics'],
  properties: {
    ...Object.fromEntries(texts.map((name) => [name, { type: 'string', minLength: 1 }])),
    kindIndex: { type: 'integer' },
    syncState: { enum: ['pending', 'syncing', ...final] },
    blueprint: { type: ['string', 'null'] },
    metrics: {
      type: 'object',
      required: ['phase'],
      additionalProperties: false,
      properties: { phase: { type: 'object', additionalProperties: false, properties: phases } },
    },
  },
});

const violation = (state: State, refusal: Refusal): never => {
  state.metrics.violations.push(refusal.message);
  throw refusal;
};

const checkEvent = (state: State, event: unknown): Json => {
  if (!validEvent(event)) {
    const { instancePath = '', message = '' } = validEvent.errors?.[0] ?? {};
    return violation(state, invalid(`sync metric${instancePath} ${message}`));
  }
  const { kindIdentifier, kind, kindIndex } = event as Json;
  const expected = special.includes(String(kind)) ? kind : `${String(kind)}-${String(kindIndex)}`;
  if (kindIdentifier !== expected)
    violation(
      state,
      invalid(`sync metric: kindIdentifier "${String(kindIdentifier)}" is not "${String(expected)}"`),
    );
  return event as Json;
};

type Run = NonNullable<ReturnType<State['metrics']['runs']['get']>>;

const move = (state: State, run: Run, event: Json): void => {
  const [name, next] = [String(event.kindIdentifier), String(event.syncState)];
  const known = run.get(name);
  const now = known?.states.at(-1);
  const allowed =
    now === undefined
      ? special.includes(name)
        ? ['syncing', ...final]
        : ['pending']
      : (transitions[now] ?? []);
  if (!allowed.includes(next))
    violation(state, invalid(`sync metric "${name}" cannot go from ${now ?? 'nothing'} to ${next}`));
  run.set(name, { states: [...(known?.states ?? []), next], event });
};

/** The whole run ends last. */
const checkEnd = (state: State, run: Run, event: Json): void => {
  if (event.kind !== '__runtime__' || !final.includes(String(event.syncState))) return;
  for (const [name, { states }] of run)
    if (name !== '__runtime__' && !final.includes(String(states.at(-1))) && event.syncState === 'completed')
      violation(
        state,
        invalid(`sync metrics: the run completed while "${name}" is ${String(states.at(-1))}`),
      );
};

const post = (state: State, call: Call): EmulatedResponse => {
  const { syncKindsMetrics } = bodyOf(call.json(), ['syncKindsMetrics'], ['syncKindsMetrics']);
  if (!Array.isArray(syncKindsMetrics)) throw invalid('body/syncKindsMetrics must be array');
  for (const given of syncKindsMetrics) {
    const event = checkEvent(state, given);
    const { runs } = state.metrics;
    const run = runs.get(String(event.eventId)) ?? new Map();
    if (event.kind === '__runtime__' && run.size === 0)
      violation(state, invalid('sync metrics: the run began before its resources were told'));
    runs.set(String(event.eventId), run);
    move(state, run, event);
    checkEnd(state, run, event);
  }
  return done({}, 202);
};

const put = (state: State, call: Call): EmulatedResponse => {
  const { syncKindMetrics } = bodyOf(call.json(), ['syncKindMetrics'], ['syncKindMetrics']);
  const event = checkEvent(state, syncKindMetrics);
  const { eventId, kindIdentifier } = call.parameters;
  if (event.eventId !== eventId || event.kindIdentifier !== kindIdentifier)
    violation(state, invalid('sync metric: the body and the address name different things'));
  const run = state.metrics.runs.get(String(eventId));
  if (!run?.has(String(kindIdentifier)))
    return violation(state, notFound(`Sync metric "${String(kindIdentifier)}" of "${String(eventId)}"`));
  move(state, run, event);
  return done({}, 202);
};

const heartbeat = (state: State, call: Call): EmulatedResponse => {
  const { eventId } = bodyOf(call.json(), ['eventId'], ['eventId']);
  if (!state.metrics.runs.has(String(eventId)))
    return violation(state, notFound(`Resync "${String(eventId)}"`));
  state.metrics.heartbeats.push({ eventId: String(eventId), at: state.clock.now() });
  return done({}, 202);
};

const logs = (state: State, call: Call): EmulatedResponse => {
  const body = bodyOf(call.json(), ['logs'], ['logs']);
  if (!Array.isArray(body.logs) || body.logs.length === 0) throw invalid('body/logs must be array');
  for (const given of body.logs) {
    const { message, level, timestamp, extra } = bodyOf(
      given,
      ['message', 'level', 'timestamp', 'extra'],
      ['message', 'level', 'timestamp'],
    );
    if (typeof message !== 'string') throw invalid('body/logs/message must be string');
    if (!levels.includes(String(level)))
      throw invalid('body/logs/level must be equal to one of the allowed values');
    if (Number.isNaN(Date.parse(String(timestamp))))
      throw invalid('body/logs/timestamp must match format "date-time"');
    if (extra !== undefined && !isObject(extra)) throw invalid('body/logs/extra must be object');
  }
  state.logs.push(...(structuredClone(body.logs) as Json[]));
  return done({}, 202);
};

const known = (state: State, handler: (state: State, call: Call) => EmulatedResponse) => (call: Call) => {
  const { integration = '' } = call.parameters;
  if (!state.integrations.has(integration)) throw notFound(`Integration with identifier "${integration}"`);
  return handler(state, call);
};

export const ingestRoutes = (state: State) => ({
  'POST /ingest/{integration}/logs': known(state, logs),
  'POST /ingest/{integration}/metrics/syncMetrics': known(state, post),
  'PUT /ingest/{integration}/metrics/syncMetrics/resync/{eventId}/kind/{kindIdentifier}': known(state, put),
  'POST /ingest/{integration}/metrics/heartbeat': known(state, heartbeat),
});
