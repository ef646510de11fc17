import type { ErrorAnswer } from '../types.ts';
import { hooks } from './hooks.ts';
import { pipelines } from './pipelines.ts';
import { repositories } from './repositories.ts';
import { service } from './service.ts';
import { work } from './work.ts';

/** Every answer of the emulated service that is no success, each with where it was seen. */
export const errors = { ...service, ...repositories, ...work, ...pipelines, ...hooks };

export type ErrorName = keyof typeof errors;

/** Errors that a route itself was seen to give, or is believed to; `any`: with what every route may say. */
export const errorsOf = (route: string, any = false): ErrorAnswer[] =>
  Object.values<ErrorAnswer>(errors).filter(
    ({ routes }) => routes.includes(route) || (any && routes.includes('*')),
  );
