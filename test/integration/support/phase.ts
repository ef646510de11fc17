import { type Log, silent } from '../../../src/lib/log.ts';

/** A log by which a test knows whether the lists were read, and what is gone is looked at. */
export function watchPhase(): { log: Log; isAfterReading(): boolean } {
  let isOver = false;
  const group = (title: string) => {
    isOver ||= title === 'Remove what is gone';
    return () => {};
  };
  return { log: { ...silent, group }, isAfterReading: () => isOver };
}
