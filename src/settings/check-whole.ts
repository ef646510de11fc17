import type { Host } from '../host/types.ts';
import { inputNamed } from '../inputs/lookup.ts';
import type { InputReader } from './reader.ts';
import type { Settings } from './types.ts';

/** Tells inputs that do not go with `mode: incremental` and `mode: event`: both keep up with all of a full sync. */
export const checkWhole = (host: Host, reader: InputReader, { mode, scope, saveMapping }: Settings): void => {
  if (mode !== 'incremental' && mode !== 'event') return;
  const refuse = (input: string, why: string) =>
    reader.problem(
      host.inputLabel(input),
      `It does not go with mode: ${mode}, which ${why}.`,
      'Leave it out, or let mode be sync.',
    );
  if (scope.part)
    refuse(scope.part.only.length > 0 ? 'only' : 'onlyProjects', 'keeps up with the whole mapping');
  if (mode === 'incremental') return;
  if (saveMapping) refuse('saveMapping', 'sets nothing up in Port');
  if (reader.given('stateDirectory')) refuse('stateDirectory', 'keeps no cursors');
  // Hosts fill in the default: that is no choice of the user's.
  if (reader.number('fullEvery') !== Number(inputNamed('fullEvery').default))
    refuse('fullEvery', 'is never a full sync');
};
