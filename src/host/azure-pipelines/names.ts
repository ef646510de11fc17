import { safeName } from '../safe-name.ts';

/** A variable of the job by its name in Azure Pipelines. */
type Variable = (name: string) => string | undefined;

/** The agent's names of a stage and a job without a name. */
const unnamed = new Set(['__default', 'Job', 'Job_1', 'Phase_1']);
/** The agent's name of the first step of a job that has none. */
const unnamedStep = 'PortCatalogSync';
/** UTF-16 units of an attachment's name. */
const LONGEST = 150;

const numberOf = (variable: Variable, name: string): number => Number(variable(name) ?? 1);

const namedPlaces = (variable: Variable): string[] =>
  ['System.StageName', 'System.PhaseName']
    .map((name) => variable(name) ?? '')
    .filter((name) => name !== '' && !unnamed.has(name));

const position = (variable: Variable): number[] =>
  numberOf(variable, 'System.TotalJobsInPhase') > 1 ? [numberOf(variable, 'System.JobPositionInPhase')] : [];

/** Attempts of the stage and of the job, where one of them is not the first. */
const attempts = (variable: Variable): number[] => {
  const both = ['System.StageAttempt', 'System.JobAttempt'].map((name) => numberOf(variable, name));
  return both.some((attempt) => attempt > 1) ? both : [];
};

/** Unique among the stages, jobs and attempts of one run, whose artifacts of the same name flow into one. */
export const artifactName = (base: string, variable: Variable): string => {
  const again = attempts(variable);
  return safeName(
    [
      base,
      ...namedPlaces(variable),
      ...position(variable),
      ...(again.length > 0 ? ['attempt', ...again] : []),
    ].join('-'),
  );
};

/**
 * The name of what is attached to the step, for people: it stands over the summary, and in the tab where a run has
 * several steps. The step's own, and what tells it from others of the run. An agent on Windows takes no character that
 * a file's name may not have, and some warn of a percent sign (agent, `TaskCommandExtension`).
 */
export const attachmentName = (base: string, variable: Variable, mask: (text: string) => string): string => {
  const step = mask(variable('System.TaskDisplayName')?.trim() || base);
  const own = variable('System.TaskInstanceName') ?? '';
  const again = attempts(variable);
  const behind = [
    ...(own !== '' && own !== unnamedStep ? [` (${own})`] : []),
    ...(again.length > 0 ? [` - attempt ${again.join('.')}`] : []),
  ].join('');
  const before = [...namedPlaces(variable), ...position(variable), step].join(' - ');
  const room = Math.max(0, LONGEST - behind.length);
  return safeName(`${before.slice(0, room)}${behind}`.toWellFormed().replaceAll('%', '-'));
};
