import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isGlob, parseGlob, segmentMatcher } from '../../../../src/kinds/files/globs.ts';

describe('globs', () => {
  for (const [pattern, path, matches] of [
    ['**/x.yml', 'x.yml', true],
    ['**/x.yml', 'a/b/x.yml', true],
    ['src/*/x.yml', 'src/a/x.yml', true],
    ['src/*/x.yml', 'src/a/b/x.yml', false],
    ['*.{yml,yaml}', 'A.YAML', true],
    ['/docs/?.md', 'docs/a.md', true],
    ['[ab].txt', 'b.txt', true],
    ['[!a].txt', 'a.txt', false],
    ['**', '.github/workflows/ci.yml', true],
    ['c++/*.h', 'c++/x.h', true],
    ['a (copy)*.md', 'a (copy) 2.md', true],
    ['@scope/*', '@scope/x', true],
    ['!x', '!x', true],
    ['$(x)|y*', '$(x)|y1', true],
  ] as const) {
    it(`${pattern} ${matches ? 'matches' : 'does not match'} ${path}`, () => {
      assert.equal(parseGlob(pattern).matches(path), matches);
    });
  }

  for (const [pattern, base, shallow] of [
    ['*.yml', '', true],
    ['src/*.yml', 'src', true],
    ['src/a/**', 'src/a', false],
    ['src/*/x.yml', 'src', false],
    ['{a,b}/x', '', false],
    ['{a/b,c}.yml', '', false],
    ['a+b.txt', '', true],
  ] as const) {
    it(`${pattern} needs ${shallow ? 'the entries of' : 'all below'} "${base}"`, () => {
      const glob = parseGlob(pattern);
      assert.deepEqual([glob.base, glob.shallow], [base, shallow]);
    });
  }

  it('are read once each, however many repositories they are for', () => {
    const globs = Array.from({ length: 600 }, (_, i) => `**/once-${i}.yaml`);
    const first = globs.map(parseGlob);
    assert.ok(globs.map(parseGlob).every((glob, i) => glob === first[i]));
    assert.equal(parseGlob(globs[0] ?? ''), first[0]);
  });

  it('are told from literal paths by their characters', () => {
    assert.deepEqual(['a/b.c-d_e (1)', 'a*', 'a+', '@a', '!a', '[a', 'b}'].map(isGlob), [
      false,
      true,
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  it('find every file below the folder that they say to list', () => {
    const segment = fc.stringMatching(/^[a-c]{1,2}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.nat(3), (segments, at) => {
        const pattern = segments.with(at % segments.length, '*').join('/');
        const glob = parseGlob(pattern);
        const path = segments.join('/');
        assert.ok(glob.matches(path));
        assert.ok(glob.base === '' || path.startsWith(`${glob.base}/`));
        assert.equal(glob.shallow, !path.slice(glob.base.length + (glob.base ? 1 : 0)).includes('/'));
      }),
    );
  });
});

describe('a segment of a folder pattern', () => {
  it('takes all characters but the star for themselves', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        assert.ok(segmentMatcher(name)(name));
        assert.ok(segmentMatcher('*')(name));
      }),
    );
    assert.equal(segmentMatcher('a.c')('abc'), false);
    assert.equal(segmentMatcher('App*')('app-1'), false);
  });
});
