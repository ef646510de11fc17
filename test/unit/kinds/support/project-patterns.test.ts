import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  leftOutBy,
  parseProjectPattern,
  wildcardTest,
} from '../../../../src/kinds/support/project-patterns.ts';

const ID = '6f1c2a90-0b1d-4c3e-9d55-0123456789ab';
const patterns = (...written: string[]) => written.map(parseProjectPattern);
const isChosen = (written: string[], name: string, organisation = 'contoso') =>
  leftOutBy(patterns(...written), organisation, { id: ID, name }) === undefined;

describe('a pattern of projects', () => {
  it('is a name or an id, whatever the case, or a glob of one', () => {
    for (const pattern of [
      'Store Front',
      'store front',
      ID,
      ID.toUpperCase(),
      'Store*',
      '*Front',
      '*',
      'St?re*',
    ])
      assert.equal(isChosen([pattern], 'Store Front'), true, pattern);
    for (const pattern of ['Store', 'Front', '?', `${ID}0`, 'Store Front?', 'tore*'])
      assert.equal(isChosen([pattern], 'Store Front'), false, pattern);
  });

  it('takes every other character for itself', () => {
    for (const name of ['a.b', 'C++ (old)', 'x^y$', '[a-c]', 'a|b', '100%', '\\d'])
      assert.equal(isChosen([name], name), true, name);
    assert.equal(isChosen(['a.b'], 'axb'), false);
    assert.equal(isChosen(['[a-c]'], 'b'), false);
  });

  it('knows a letter however it is composed', () => {
    assert.equal(isChosen(['B\u00fccher*'], 'Bu\u0308cher Shop'), true);
  });

  it('leaves out what is excluded, whatever includes it and in whatever order', () => {
    assert.equal(isChosen(['Store*', '!Store-Old'], 'Store-Old'), false);
    assert.equal(isChosen(['!Store-Old', 'Store*'], 'Store-Old'), false);
    assert.equal(isChosen(['!Archive-*'], 'Store'), true);
    assert.equal(isChosen([`!${ID}`], 'Store'), false);
  });

  it('holds for its organisation alone, and an organisation that none chooses from stays whole', () => {
    assert.equal(isChosen(['contoso/Store*'], 'Tools', 'contoso'), false);
    assert.equal(isChosen(['contoso/Store*'], 'Tools', 'fabrikam'), true);
    assert.equal(isChosen(['contoso/Store*', '!fabrikam/*'], 'Tools', 'fabrikam'), false);
    assert.equal(isChosen(['!CONTOSO/Tools'], 'Tools', 'contoso'), false);
    const collection = 'https://tfs.example.com/tfs/DefaultCollection';
    assert.equal(isChosen(['!DefaultCollection/Tools'], 'Tools', collection), false);
  });

  it('is refused where it is none', () => {
    for (const text of ['!', 'a/b/c', '/b', 'a/', '!/', ' / ', 'x'.repeat(201)])
      assert.throws(() => parseProjectPattern(text), /^Error: is (?:longer|neither)/, text);
  });

  it('matches hostile texts at once', { timeout: 5_000 }, () => {
    const test = wildcardTest(`${'*a'.repeat(99)}b`);
    assert.equal(test('a'.repeat(20_000)), false);
    assert.equal(wildcardTest('*a*a*a*')(`${'b'.repeat(50_000)}aaa`), true);
  });
});
