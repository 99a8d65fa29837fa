import { expect, test } from 'vitest'
import { AttuneError } from '../base/errors.ts'
import { parsePlan } from './parse-plan.ts'

const stages = [{ lexical: {} }, { dense: {} }]

test('a plan of one stage needs nothing but its kind, and may name its JSON Schema', () => {
  for (const plan of [{ retrieve: [{ lexical: {} }] }, { $schema: 'plan.schema.json', retrieve: stages }])
    expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
})

test.each([
  ['no object', 7, 'expected an object'],
  ['a list', [], 'expected an object'],
  ['no stage', { retrieve: [] }, 'retrieve: '],
  ['a missing key', {}, 'retrieve: this key is missing'],
  [
    'an unknown key',
    { retrieve: stages, fusion: {} },
    'fusion: unknown key; known here: $schema, retrieve, fuse, rerank, filter, offset, limit',
  ],
  [
    'an unknown key deep inside',
    { retrieve: [{ dense: { spaces: 'x' } }] },
    'retrieve[0].dense.spaces: unknown key; known here: space, k, exact, graph',
  ],
  [
    'the former place of ef',
    { retrieve: [{ dense: { ef: 100 } }] },
    'retrieve[0].dense.ef: this key has moved: write "graph": { "ef": ... }',
  ],
  ['a graph that is a list', { retrieve: [{ dense: { graph: [] } }] }, 'retrieve[0].dense.graph: expected an object'],
  [
    'an unknown kind of stage',
    { retrieve: [{ sparse: {} }] },
    'retrieve[0]: unknown kind of stage "sparse"; known here: lexical, dense',
  ],
  [
    'a known kind beside an unknown one',
    { retrieve: [{ lexical: {}, colbert: {} }] },
    'retrieve[0].colbert: unknown key',
  ],
  ['a name of every object as a kind', { retrieve: [{ constructor: {} }] }, 'retrieve[0]: unknown kind of stage'],
  ['a stage of no kind', { retrieve: [{}] }, 'retrieve[0]: expected exactly one kind of stage'],
  ['a stage that is a name', { retrieve: ['lexical'] }, 'retrieve[0]: expected an object, but got "lexical"'],
  ['a stage without settings', { retrieve: [{ lexical: null }] }, 'retrieve[0].lexical: expected an object'],
  [
    'a stage of two kinds',
    { retrieve: [{ lexical: {}, dense: {} }] },
    'retrieve[0]: expected exactly one kind of stage: "lexical" or "dense"',
  ],
  [
    'a k of the wrong type',
    { retrieve: [{ lexical: { k: '10' } }] },
    'retrieve[0].lexical.k: expected a whole number from 1 to 10000, but got "10"',
  ],
  [
    'a k that is too large',
    { retrieve: [{ lexical: { k: 10_001 } }] },
    'retrieve[0].lexical.k: expected a whole number',
  ],
  [
    'an unknown formula',
    { retrieve: [{ lexical: { scoring: { formula: 'bm26' } } }] },
    'retrieve[0].lexical.scoring.formula',
  ],
  [
    'a parameter of another formula',
    { retrieve: [{ lexical: { scoring: { formula: 'lucene', delta: 1 } } }] },
    'retrieve[0].lexical.scoring.delta: unknown key; known here: formula, k1, b',
  ],
  [
    'a b beyond 1',
    { retrieve: [{ lexical: { scoring: { formula: 'lucene', b: 2 } } }] },
    'retrieve[0].lexical.scoring.b: expected a number from 0 to 1',
  ],
  ['a negative weight', { retrieve: [{ lexical: { fields: { a: -1 } } }] }, 'retrieve[0].lexical.fields.a'],
  [
    'weights that are all 0',
    { retrieve: [{ lexical: { fields: { a: 0 } } }] },
    'retrieve[0].lexical.fields: expected a field with a positive weight',
  ],
  [
    'weights that do not fit the stages',
    { retrieve: stages, fuse: { rrf: { weights: [1] } } },
    'fuse: expected one weight for each stage',
  ],
  [
    'an unknown normalisation',
    { retrieve: stages, fuse: { linear: { normalise: 'softmax' } } },
    'fuse.linear.normalise',
  ],
  ['an unknown way to fuse', { retrieve: stages, fuse: { dbsf: {} } }, 'fuse: unknown way to fuse "dbsf"'],
  ['two ways to fuse', { retrieve: stages, fuse: { linear: {}, rrf: {} } }, 'fuse: expected exactly one way to fuse'],
  ['a reranker without a name', { retrieve: stages, rerank: { reranker: '' } }, 'rerank.reranker: expected a name'],
  ['a filter without bounds', { retrieve: stages, filter: { field: 'price' } }, 'filter: expected at least one of'],
  ['a negative offset', { retrieve: stages, offset: -1 }, 'offset: expected a whole number'],
])('%s is refused with its path', (_, json, message) => {
  expect(() => parsePlan(json)).toThrow(AttuneError)
  expect(() => parsePlan(json)).toThrow(message)
})
