import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FieldValue } from '../../data/document.ts'
import { canonicalJson, contentHash, contentProblem, textAt, valuesAt } from './document-content.ts'

const hashOf = (fields: Record<string, FieldValue>, vectors: Record<string, Float32Array> = {}): string =>
  Buffer.from(contentHash({ fields, vectors })).toString('hex')

describe('the content of a document', () => {
  it('has one hash, whatever the order of its keys', () => {
    expect(hashOf({ a: 1, b: { c: [1, 2], d: null } })).toBe(hashOf({ b: { d: null, c: [1, 2] }, a: 1 }))
  })

  it.each([
    [{ a: 1 }, { a: '1' }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: '' }, {}],
    [{ a: null }, {}],
    [{ 'a.b': 1 }, { a: { b: 1 } }],
    [{ a: ['x,y'] }, { a: ['x', 'y'] }],
  ] satisfies [Record<string, FieldValue>, Record<string, FieldValue>][])('%j is not %j', (one, other) => {
    expect(hashOf(one)).not.toBe(hashOf(other))
  })

  it('differs where given vectors do', () => {
    const one = Float32Array.of(1, 2)
    expect(hashOf({}, { default: one })).toBe(hashOf({}, { default: Float32Array.of(1, 2) }))
    expect(hashOf({}, { default: one })).not.toBe(hashOf({}, { default: Float32Array.of(1, 3) }))
    expect(hashOf({}, { default: one })).not.toBe(hashOf({}, { other: one }))
    expect(hashOf({}, { default: one })).not.toBe(hashOf({}))
  })

  it('is canonical JSON that reads back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = canonicalJson(value as FieldValue)
        expect(canonicalJson(JSON.parse(json) as FieldValue)).toBe(json)
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it.each([
    [{ price: NaN }, 'price', 'is NaN'],
    [{ a: { b: [1, Infinity] } }, 'a.b[1]', 'is Infinity'],
    [{ when: new Date(0) }, 'when', 'is not a plain object'],
    [{ a: undefined }, 'a', 'is of type undefined'],
    [{ n: 5n }, 'n', 'is of type bigint'],
  ])('names what JSON cannot carry in %o', (fields, path, problem) => {
    expect(contentProblem(fields)).toEqual({ path, problem })
  })

  it('is looked into by paths', () => {
    const fields = {
      title: 'T',
      meta: { size: 3, parts: [{ sku: 'a' }, { sku: ['b', 'c'] }, 'loose'] },
      'x.y': true,
      none: null,
    }
    expect(valuesAt(fields, ['meta', 'parts', 'sku'])).toEqual(['a', 'b', 'c'])
    expect(valuesAt(fields, ['x', 'y'])).toEqual([true])
    expect(valuesAt(fields, ['none'])).toEqual([])
    expect(valuesAt(fields, ['title', 'length'])).toEqual([])
    expect(valuesAt(fields, ['toString'])).toEqual([])
    expect(textAt(fields, 'meta.parts.sku')).toBe('a b c')
    expect(textAt(fields, 'meta.size')).toBe('3')
    expect(textAt(fields, 'nowhere')).toBe('')
  })
})
