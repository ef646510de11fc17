import type { EmulatedRequest, FaultRule, RecordedRequest } from '../../emulators/types.ts';
import type { Product } from '../../integration/product.ts';
import { faultsOf, type Service } from '../grammar/grammar.ts';
import type { Family, Fault } from '../grammar/types.ts';
import { type Snapshot, snapshot, snapshotOf } from '../snapshot.ts';
import { differencesOf } from './differences.ts';
import { roleOf } from './roles.ts';
import { disturb, laterRun, type Stage } from './stage.ts';

/** Answers of a route that are hit. Later ones are a later page, or the next parent's. */
export const positions = ['first answer', 'every answer', 'later answers'] as const;
export type Position = (typeof positions)[number];

/** Items of a page: one, so that lists go on, or two, so that one has an order. */
const pageSizes: Record<Position, number> = { 'first answer': 1, 'every answer': 2, 'later answers': 1 };

export interface Combination {
  service: Service;
  route: string;
  fault: string;
  family: Family;
  position: Position;
}

export interface Outcome extends Combination {
  /** Answers that had the fault. */
  hit: number;
  status: string;
  /** Failures in words; none when all is well. */
  failures: string[];
}

/** All faults of a route, anew. */
export const combinationsOf = (service: Service, route: string): Combination[] =>
  faultsOf(service, route).flatMap(({ name, family }) =>
    positions.map((position) => ({ service, route, fault: name, family, position })),
  );

const isContinued = ({ url, body }: EmulatedRequest) =>
  /continuationToken=|[?&]%?2?4?\$?skip=[1-9]/i.test(url.search) ||
  /"(continuationToken|from)":/.test(body.toString('utf8'));

/** A list that goes on is hit where it does; where none does, every answer but the first. */
const ruleFor = (route: string, fault: Fault, position: Position, goesOn: boolean): FaultRule => {
  let seen = 0;
  return {
    match: (request, label) => {
      if (`${request.method} ${label}` !== route) return false;
      seen += 1;
      if (position === 'first answer') return seen === 1;
      return position === 'every answer' || (goesOn ? isContinued(request) : seen > 1);
    },
    fault: {
      type: 'changed',
      name: fault.name,
      ...(fault.undone && { undone: true }),
      ask: fault.ask,
      change: fault.change,
    },
    times: Infinity,
  };
};

/** Plays one combination and judges it. `goesOn`: the route's lists have later pages. */
export async function play(combination: Combination, stage: Stage, goesOn: boolean): Promise<Outcome> {
  const { service, route, fault: name, position } = combination;
  const fault = faultsOf(service, route).find((one) => one.name === name);
  if (!fault) throw new Error(`there is no fault "${name}" on ${route}`);
  let before: Snapshot = new Map();
  const prepare = (product: Product) => {
    if (service === 'port') disturb(product);
    before = snapshot(product.port);
  };
  const rule = ruleFor(route, fault, position, goesOn);
  const { ended, product, endless } = await laterRun(
    stage,
    { [service]: [rule] },
    prepare,
    pageSizes[position],
  );
  const emulator = service === 'port' ? product.port : product.azureDevOps;
  const hits = emulator.requests.filter((one) => one.change !== undefined);
  const hit = hits.length;
  const right = snapshotOf(stage.entities);
  const where = `although ${route} answered "${name}" (${position})`;
  const after = snapshot(product.port);
  const { status } = ended.report.run;
  const failures = [
    ...(endless ? [`the run did not end ${where}`] : []),
    ...(isOwnMistakeTold(ended.report) ? [`a defect of the tool is told ${where}`] : []),
    ...differencesOf(before, after, right, where, fault),
    ...(hit > 0 && status === 'succeeded'
      ? untrue(
          combination,
          fault,
          after,
          right,
          where,
          hits.every((one) => isMended(one, emulator.requests)),
        )
      : []),
  ];
  return { ...combination, hit, status, failures };
}

/** An answer is checked before it is used: an error of the language itself means that this one was not. */
const isOwnMistakeTold = (report: object): boolean =>
  JSON.stringify(report).includes('a defect of this tool');

/** The same was asked for again, and answered well. */
const isMended = ({ number, method, url }: RecordedRequest, all: readonly RecordedRequest[]): boolean =>
  all.some(
    (one) => one.number > number && one.method === method && one.url === url && one.change === undefined,
  );

/** A run that says it succeeded has had all that it needed. */
function untrue(
  { service, route }: Combination,
  fault: Fault,
  after: Snapshot,
  right: Snapshot,
  where: string,
  mended: boolean,
): string[] {
  const wrong = [...right.keys()].filter((key) => !after.has(key));
  const left = [...after.keys()].filter((key) => !right.has(key));
  if (wrong.length > 0)
    return [`the run says that it succeeded, ${wrong.length} entities are missing, ${where}`];
  if (left.length > 0)
    return [`the run says that it succeeded, ${left.length} entities should be gone, ${where}`];
  if (fault.truthful || mended) return [];
  if (roleOf(service, route, fault) !== 'needed') return [];
  return [`the run says that it succeeded ${where}`];
}
