import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carries } from '../../../src/mapping/carries.ts';

const paths = ['__project.id', '__projectId'];

for (const expression of [
  '.__project.id',
  '.__projectId',
  '.__project.id + "/" + (.id | tostring)',
  '.__project.id + "/" + (.id | tostring) | gsub(" "; "")',
  '"work/\\(.__project.id)/\\(.id)"',
  '.__projectId // .__project.id',
  'if .a then .__project.id else .__projectId + "x" end',
  '[.name, .__project.id] | join("/")',
  '[.name, (.__project.id | tostring) + "x", (.a | select(.))] | join("/")',
  "'x' + .__projectId",
  '(.name + .__projectId) + "/"',
  '.name + .__projectId + @base64 "\\(.id)"',
  '(.__projectId | tostring) + .name',
  '.__projectId + (.name | gsub(" "; ""))',
  '.__projectId + (if .a then "a" else (.b | tostring) end)',
  '.name as $name | .__projectId + "/" + $name',
  '(.name | tostring) as $name | .a as $a | .__projectId + (if .a then "=" + ($name | @uri) else "/" + $a end)',
  '.__projectId + (if .a then ("=" + .b) + .c else "/" + .b end)',
  '.__project.id as $p | $p + "/" + .name',
  '.__project.id as $p | .path | if test("x") then $p + "=" + @uri else $p + "/" + . end | split("\\\\") | join("/")',
])
  test(`the parent's id is in what it gives, whatever the item: ${expression}`, () => {
    assert.equal(carries(expression, paths), true);
  });

for (const expression of [
  '.id',
  '.__project.name',
  '.__project',
  '.["__project.id"] + "/" + .name',
  '.__project.id | ascii_upcase',
  '.__project.id | gsub("-"; "")',
  '.__project.id | .[0:8]',
  '.__project.id // .id',
  'if .a then .__project.id else .id end',
  'if .a then .__project.id end',
  '.__project.id | @base64',
  '[.__project.id] | length',
  '[.name, (select(.a) | .__project.id)] | join("/")',
  '[.name, (.__project.id + (select(.a) | "x"))] | join("/")',
  '[.name, "\\(.__project.id)\\(.a[])"] | join("/")',
  '[.name, (if .a[] then .__project.id else .__projectId end)] | join("/")',
  '.id | sub(" "; .__project.id)',
  'select(.a) | .__project.id == "x"',
  '.__project.id as $p | .id',
  '.a as $a | .__projectId + $a',
  '.a as $a | $a + "/" + .name',
  '.__project.id as $p | .a as $p | $p + "/"',
  '.a | .__project.id',
  '.__projectId + "/" + .name | split("-") | join("")',
  '.__projectId + "/" + .name | split("/") | .[1]',
  '.__projectId + (if .a then "=" + .b else .b + .c end)',
  '@base64 "\\(.__project.id)"',
  'def f: .id; f',
  '.__projectId + 9',
  '.__projectId + .id | tostring',
  '.__projectId + .id + .number',
  '.__projectId + (.a // "x")',
  '.__projectId + (if .a then "a" else 1 end)',
])
  test(`it is not known to be in what this gives: ${expression}`, () => {
    assert.equal(carries(expression, paths), false);
  });
