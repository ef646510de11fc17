/** A number with its thousands apart: `1,234,567`. */
export const number = (value: number): string => {
  const whole = Math.round(value);
  const digits = String(Math.abs(whole));
  // Digits are grouped by hand: Intl takes tens of milliseconds to begin, and is slow for each number.
  if (digits.length < 4 || !Number.isSafeInteger(whole)) return String(whole);
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 3) groups.unshift(digits.slice(Math.max(0, end - 3), end));
  return `${whole < 0 ? '-' : ''}${groups.join(',')}`;
};

/** A count with its noun: `1 entity`, `2 entities`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

/** A duration: `0.4 s`, `12 s`, `3 min 05 s`, `1 h 04 min`. */
export const duration = (given: number): string => {
  const seconds = Math.max(0, given);
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
};

/** A size in decimal units: `840 B`, `1.2 MB`. */
export const bytes = (value: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let rest = value;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${unit === 0 || rest >= 99.5 ? Math.round(rest) : rest.toFixed(1)} ${units[unit]}`;
};

/** A share between 0 and 1: `0.4%`, `12%`, and `<0.1%` of one that is not nothing. */
export const percent = (share: number): string => {
  const value = share * 100;
  if (value > 0 && value < 0.05) return '<0.1%';
  return `${value === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)}%`;
};

/** A list in words: `a`, `a and b`, `a, b and c`. */
export const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** A time: `2026-03-01 02:00:12 UTC`. Text that is no date stays as it is. */
export const moment = (iso: string): string => {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
};
