import { at, guidIn, numberIn } from '../facts.ts';
import type { Place } from '../types.ts';
import { type AnyStep, first, type PlacesOf, projectOf, projectStep, step, within } from './places-of.ts';

/** The places of a run. A pipeline's run has the id of its build, a pipeline that of its definition. */
const run = (
  project: AnyStep | undefined,
  build: number | undefined,
  pipeline: number | undefined,
): Place[] | undefined =>
  build === undefined
    ? undefined
    : within(
        project,
        [{ list: 'builds', id: build }],
        [step('pipelines', pipeline), { list: 'pipeline runs', id: build }],
        [{ list: 'test runs', id: build, by: 'build' }],
      );

export const build: PlacesOf = (event) =>
  run(projectOf(event), numberIn(at(event.resource, 'id')), numberIn(at(event.resource, 'definition', 'id')));

/** A run, also for events of its stages and jobs: a stage that is run again has another id. */
export const pipelineRun: PlacesOf = (event) => {
  const { resource } = event;
  return run(
    projectStep(guidIn(at(resource, 'projectId'))) ?? projectOf(event),
    numberIn(at(resource, 'run', 'id')),
    numberIn(at(resource, 'pipeline', 'id')) ?? numberIn(at(resource, 'run', 'pipeline', 'id')),
  );
};

/** A release, its deployments and its definition. */
export const release: PlacesOf = (event) => {
  const { resource } = event;
  const from = [['release'], ['deployment', 'release'], ['environment', 'release'], ['approval', 'release']];
  const id =
    first(from.map((names) => numberIn(at(resource, ...names, 'id')))) ??
    numberIn(at(resource, 'environment', 'releaseId'));
  const definition = first([
    ...from.map((names) => numberIn(at(resource, ...names, 'releaseDefinition', 'id'))),
    numberIn(at(resource, 'deployment', 'releaseDefinition', 'id')),
    numberIn(at(resource, 'environment', 'releaseDefinition', 'id')),
  ]);
  if (id === undefined) return undefined;
  return within(
    projectOf(event),
    [{ list: 'releases', id }],
    [{ list: 'release deployments', id, by: 'release' }],
    [step('release definitions', definition)],
  );
};
