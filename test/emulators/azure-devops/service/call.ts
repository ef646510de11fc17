import type { Call } from '../../kit/router.ts';
import { refuse } from '../evidence/answer.ts';
import type { Project } from '../organisation/project.ts';
import type { CallContext, EndpointCall } from './endpoint.ts';
import { badRequest, noProject } from './errors.ts';
import { createQuery } from './query.ts';

const isNamed = (item: { id: string; name: string }, idOrName: string) =>
  item.id === idOrName.toLowerCase() || item.name.toLowerCase() === idOrName.toLowerCase();

const asObject = (body: unknown): Record<string, unknown> => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw badRequest('TF400898: The request body must be a JSON object.', 'VssPropertyValidationException');
  return body as Record<string, unknown>;
};

/** The call that an endpoint answers. Project, repository and team are looked up when asked for. */
export const createCall = (context: CallContext, call: Call): EndpointCall => {
  const { organisation, access } = context;
  const parameter = (name: string) => call.parameters[name] as string;

  const isVisible = (project: Project) => access.project === undefined || isNamed(project, access.project);

  const visibleProjects = () => [...organisation.projects.items()].filter(isVisible);

  const project = () => {
    const wanted = parameter('project');
    const found = organisation.project(wanted);
    if (!found || !isVisible(found)) throw noProject(wanted);
    return found;
  };

  return {
    ...context,
    request: call.request,
    parameter,
    query: createQuery(call.query),
    json: () => {
      try {
        return asObject(call.json());
      } catch (error) {
        if (error instanceof Error && error.name === 'BadJson')
          throw badRequest('TF400898: The request body could not be read.', 'VssPropertyValidationException');
        throw error;
      }
    },
    project,
    lists: () => organisation.lists(project()),
    repository: () => {
      const wanted = parameter('repository');
      // An address without a project names the repository by its id.
      const isAnywhere = call.parameters.project === undefined;
      for (const one of isAnywhere ? visibleProjects() : [project()])
        for (const repository of organisation.lists(one).repositories.items())
          if (
            (isAnywhere ? repository.id === wanted : isNamed(repository, wanted)) &&
            !repository.isDisabled
          ) {
            if (repository.isForbidden) throw refuse('gitPermission', '');
            return repository;
          }
      throw refuse('noRepository', wanted);
    },
    team: () => {
      const wanted = parameter('team');
      for (const team of organisation.lists(project()).teams.items()) if (isNamed(team, wanted)) return team;
      throw refuse('noTeam', wanted);
    },
    visibleProjects,
  };
};
