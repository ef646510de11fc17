import type { EmulatedResponse } from '../../types.ts';

/** An answer that is an error, thrown from wherever it is noticed. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly status: number;
  readonly typeKey: string;
  readonly typeName: string;
  constructor(
    status: number,
    typeKey: string,
    message: string,
    namespace = 'Microsoft.TeamFoundation.Server',
  ) {
    super(message);
    this.status = status;
    this.typeKey = typeKey;
    this.typeName = `${namespace}.${typeKey}, ${namespace}`;
  }
}

export const errorResponse = ({ status, typeKey, typeName, message }: ServiceError): EmulatedResponse => ({
  status,
  body: { $id: '1', innerException: null, message, typeName, typeKey, errorCode: 0, eventId: 3000 },
});

export const badRequest = (message: string, typeKey = 'InvalidArgumentValueException') =>
  new ServiceError(400, typeKey, message, 'Microsoft.VisualStudio.Services.Common');

export const notFound = (message: string, typeKey: string, namespace?: string) =>
  new ServiceError(404, typeKey, message, namespace);

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const noProject = (idOrName: string) =>
  uuidForm.test(idOrName)
    ? notFound(
        `VS800075: The project with id 'vstfs:///Classification/TeamProject/${idOrName}' does not exist, or you do not have permission to access it.`,
        'ProjectDoesNotExistException',
        'Microsoft.TeamFoundation.Core.WebApi',
      )
    : notFound(
        `TF200016: The following project does not exist: ${idOrName}. Verify that the name of the project is correct and that the project exists on the specified Azure DevOps Server.`,
        'ProjectDoesNotExistWithNameException',
        'Microsoft.TeamFoundation.Core.WebApi',
      );

export const noRepository = (idOrName: string) =>
  notFound(
    `TF401019: The Git repository with name or identifier ${idOrName} does not exist or you do not have permissions for the operation you are attempting.`,
    'GitRepositoryNotFoundException',
    'Microsoft.TeamFoundation.Git.Server',
  );

export const noTeam = (idOrName: string) =>
  notFound(
    `The team with id '${idOrName}' does not exist.`,
    'TeamNotFoundException',
    'Microsoft.Azure.Devops.Teams.Service',
  );

/** What the service is able to and the emulator is not: loud, so that nobody takes it for the service's answer. */
export const notEmulated = (what: string) =>
  new ServiceError(501, 'NotEmulatedException', `The emulator does not do this: ${what}`, 'Emulator');
