import { expect, test } from 'vitest'
import { AttuneError } from '../base/errors.ts'
import { namedPlans, parsePlan } from './plan.ts'

test('a plan of one stage needs nothing but its kind', () => {
  expect(parsePlan({ retrieve: [{ lexical: {} }] })).toEqual({
    retrieve: [{ lexical: { k: 100, scoring: { formula: 'lucene', k1: 0.9, b: 0.4 } } }],
    offset: 0,
    limit: 10,
  })
})

test('several stages are fused by reciprocal ranks unless the plan says otherwise', () => {
  expect(parsePlan({ retrieve: [{ lexical: {} }, { dense: {} }] })).toEqual(namedPlans.hybrid)
})

test('a checked plan is a plan: checking it again changes nothing', () => {
  for (const plan of Object.values(namedPlans)) expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
})

const stages = [{ lexical: {} }, { dense: {} }]

test.each([
  ['no object', 7, 'expected an object'],
  ['no stage', { retrieve: [] }, 'retrieve: '],
  ['a missing key', {}, 'retrieve: this key is missing'],
  [
    'an unknown key',
    { retrieve: stages, fusion: {} },
    'fusion: unknown key; known here: retrieve, fuse, rerank, filter, offset, limit',
  ],
  [
    'an unknown key deep inside',
    { retrieve: [{ dense: { spaces: 'x' } }] },
    'retrieve[0].dense.spaces: unknown key; known here: space, k, exact, ef',
  ],
  [
    'a stage of two kinds',
    { retrieve: [{ lexical: {}, dense: {} }] },
    'retrieve[0]: expected exactly one kind of stage',
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
    'a b beyond 1',
    { retrieve: [{ lexical: { scoring: { formula: 'lucene', b: 2 } } }] },
    'retrieve[0].lexical.scoring.b: expected a number from 0 to 1',
  ],
  ['a negative weight', { retrieve: [{ lexical: { fields: { a: -1 } } }] }, 'retrieve[0].lexical.fields'],
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
  ['two ways to fuse', { retrieve: stages, fuse: { linear: {}, rrf: {} } }, 'fuse: expected exactly one way to fuse'],
  ['a filter without bounds', { retrieve: stages, filter: { field: 'price' } }, 'filter: expected at least one of'],
  ['a negative offset', { retrieve: stages, offset: -1 }, 'offset: expected a whole number'],
])('%s is refused with its path', (_, json, message) => {
  expect(() => parsePlan(json)).toThrow(AttuneError)
  expect(() => parsePlan(json)).toThrow(message)
})
