import type { ChangeSample } from './changes.ts';
import type { Report } from './report.ts';

export interface HtmlExtras {
  samples: readonly ChangeSample[];
}

export const renderHtml = (_report: Report, _extras: HtmlExtras): string => '<!doctype html>\n';
