/** A weighted, fair semaphore: bytes in memory that several consumers share. */
export interface ByteBudget {
  /** Adds a consumer. */
  consumer(): Consumer;
}

/**
 * A consumer without leases, or within its own allowance, never waits, so that a heavy list does not hold up a light
 * one. Beyond that the shared capacity decides; the consumer that holds least goes first.
 */
export interface Consumer {
  /** Waits for bytes. `size` is asked again while the consumer waits, as a better guess may be known by then. */
  acquire(size: () => number): Promise<Lease>;
}

export interface Lease {
  /** Bytes it was acquired with. */
  readonly size: number;
  /** Takes (or, if negative, returns) bytes without waiting. */
  adjust(bytes: number): void;
  /** Returns all bytes. */
  release(): void;
}

interface Member {
  leases: number;
  bytes: number;
  waiting: { size: () => number; go: (lease: Lease) => void }[];
}

/** `capacity`: bytes of all consumers. `own`: bytes that each consumer may hold whatever the others hold. */
export function createByteBudget({ capacity, own }: { capacity: number; own: number }): ByteBudget {
  const members: Member[] = [];
  let total = 0;
  const take = (member: Member, bytes: number) => {
    total += bytes;
    member.bytes += bytes;
    if (bytes <= 0) admit();
  };
  const next = (): Member | undefined => {
    let least: Member | undefined;
    for (const member of members) {
      const size = member.waiting[0]?.size();
      if (size === undefined) continue;
      if (member.leases === 0 || member.bytes + size <= own) return member;
      if (total + size <= capacity && (!least || member.bytes < least.bytes)) least = member;
    }
    return least;
  };
  const admit = () => {
    for (let member = next(); member; member = next()) {
      const { size, go } = member.waiting.shift() as Member['waiting'][number];
      go(leaseOf(member, size()));
    }
  };
  const leaseOf = (member: Member, size: number): Lease => {
    let held = 0;
    const adjust = (bytes: number) => {
      held += bytes;
      take(member, bytes);
    };
    member.leases += 1;
    adjust(size);
    return {
      size,
      adjust,
      release() {
        member.leases -= 1;
        adjust(-held);
      },
    };
  };
  return {
    consumer() {
      const member: Member = { leases: 0, bytes: 0, waiting: [] };
      members.push(member);
      return {
        acquire: (size) =>
          new Promise((go) => {
            member.waiting.push({ size, go });
            admit();
          }),
      };
    },
  };
}
