import { mix, objectId } from './derive.ts';
import { type IdentityRef, type Person, someone } from './people.ts';
import type { RepositoryHead } from './repository-head.ts';
import type { Shelf } from './shelf.ts';
import { subjects } from './words.ts';
import type { World } from './world.ts';

export interface BranchItem {
  name: string;
  objectId: string;
  creator: IdentityRef;
  url: string;
}

const slug = (text: string) => text.replaceAll(/[^\p{L}\p{N}]+/gu, '-').toLowerCase();

const nameOf = (key: number, slot: number): string => {
  const subject = slug(subjects[mix(key, slot, 1) % subjects.length] as string);
  switch (slot % 5) {
    case 1:
      return `feature/${slot}/${subject}`;
    case 2:
      return `release/2026.${slot}`;
    case 3:
      return `users/zoë/${slot}-${subject}`;
    case 4:
      return `topic/100%-"${slot}"-größe`;
    default:
      return `fix/${slot}-${subject}`;
  }
};

export const branchesOf = (world: World, people: Shelf<Person>, repository: RepositoryHead) =>
  world.shelf<BranchItem>({
    kind: 'branch',
    place: repository.id,
    slots: repository.defaultBranch === undefined ? 0 : world.scale.branchesPerRepository,
    // The default branch.
    stays: (slot) => slot === 0,
    make: (slot, key, revision) => {
      const plain = slot === 0 ? repository.defaultBranch?.slice('refs/heads/'.length) : nameOf(key, slot);
      const name = slot === 0 ? (plain as string) : world.text(plain as string, mix(key, slot, 2));
      return {
        name: `refs/heads/${name}`,
        objectId: objectId(mix(key, revision), slot),
        creator: someone(world, people, mix(key, slot, 3)),
        url: `${world.links.core}/${repository.project.id}/_apis/git/repositories/${repository.id}/refs?filter=heads%2F${encodeURIComponent(name.toWellFormed())}`,
      };
    },
  });
