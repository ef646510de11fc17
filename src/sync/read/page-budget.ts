/** Room in memory that several share. */
export interface Room {
  /** One of those who share it. */
  share(): Share;
}

/**
 * Whoever holds nothing, or would hold no more than is its own, never waits: what is heavy must not hold up what is
 * light. Beyond that there is room as long as the capacity lasts, first for whoever holds least.
 */
export interface Share {
  /** Waits for room. The size is asked for again as long as it waits: it may be learnt meanwhile. */
  enter(size: () => number): Promise<Place>;
}

export interface Place {
  /** What it was entered with. */
  readonly size: number;
  /** Holds more, or less, without waiting. */
  hold(size: number): void;
  /** Holds nothing any more. */
  leave(): void;
}

interface Member {
  inside: number;
  taken: number;
  waiting: { size: () => number; go: (place: Place) => void }[];
}

export function createRoom({ capacity, own }: { capacity: number; own: number }): Room {
  const members: Member[] = [];
  let taken = 0;
  const hold = (member: Member, size: number) => {
    taken += size;
    member.taken += size;
    if (size <= 0) admit();
  };
  const next = (): Member | undefined => {
    let least: Member | undefined;
    for (const member of members) {
      const size = member.waiting[0]?.size();
      if (size === undefined) continue;
      if (member.inside === 0 || member.taken + size <= own) return member;
      if (taken + size <= capacity && (!least || member.taken < least.taken)) least = member;
    }
    return least;
  };
  const admit = () => {
    for (let member = next(); member; member = next()) {
      const { size, go } = member.waiting.shift() as Member['waiting'][number];
      go(placeFor(member, size()));
    }
  };
  const placeFor = (member: Member, size: number): Place => {
    let held = 0;
    const change = (more: number) => {
      held += more;
      hold(member, more);
    };
    member.inside += 1;
    change(size);
    return {
      size,
      hold: change,
      leave() {
        member.inside -= 1;
        change(-held);
      },
    };
  };
  return {
    share() {
      const member: Member = { inside: 0, taken: 0, waiting: [] };
      members.push(member);
      return {
        enter: (size) =>
          new Promise((go) => {
            member.waiting.push({ size, go });
            admit();
          }),
      };
    },
  };
}
