import type { EmulatedResponse } from '../../types.ts';
import { refuse } from '../evidence/answer.ts';

/** A request that the service would not take, in words of our own: no client that works makes one. */
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
  refuse(uuidForm.test(idOrName) ? 'noProject' : 'noProjectNamed', idOrName);

/** An ability of the service that the emulator lacks: loud, so that nobody takes it for the service's answer. */
export const notEmulated = (what: string) =>
  new ServiceError(501, 'NotEmulatedException', `The emulator does not do this: ${what}`, 'Emulator');
