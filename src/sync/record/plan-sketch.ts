import type { Change, PlanReport } from '../../report/report.ts';

/** The plan as the summary shows it: the first of each kind of change per blueprint; changes.ndjson has all. */
export interface PlanSketch {
  add(change: Change): void;
  readonly blueprints: PlanReport['blueprints'];
}

const EXAMPLES = 50;

export function createPlanSketch(): PlanSketch {
  const blueprints: PlanReport['blueprints'] = [];
  const of = (blueprint: string) => {
    const known = blueprints.find((b) => b.blueprint === blueprint);
    if (known) return known;
    const made: (typeof blueprints)[number] = {
      blueprint,
      create: [],
      update: [],
      delete: [],
      cascade: [],
      refuse: [],
      heldBack: [],
    };
    blueprints.push(made);
    return made;
  };
  const push = <T>(list: T[], entry: T) => {
    if (list.length < EXAMPLES) list.push(entry);
  };
  return {
    add({ action, blueprint, identifier, reason = '', fields = [] }) {
      const plan = of(blueprint);
      if (action === 'created') push(plan.create, identifier);
      if (action === 'updated') push(plan.update, { identifier, fields });
      if (action === 'deleted') push(plan.delete, identifier);
      if (action === 'refused') push(plan.refuse, { identifier, reason });
      if (action === 'held-back') push(plan.heldBack, { identifier, reason });
      if (action === 'cascaded') push(plan.cascade, { identifier, blueprint, because: reason });
    },
    blueprints,
  };
}
