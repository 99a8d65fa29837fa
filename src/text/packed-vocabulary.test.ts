import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openVocabulary, packVocabulary } from './packed-vocabulary.ts'

test('a packed vocabulary knows the tokens and ids that it was made of, and no others', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 6 })),
      fc.string({ unit: 'binary' }),
      (tokens, other) => {
        const { size, idOf, token } = openVocabulary(packVocabulary(tokens))
        expect(size).toBe(tokens.length)
        expect(tokens.map(idOf)).toEqual(tokens.map((_, id) => id))
        expect(tokens.map((_, id) => token(id))).toEqual(tokens)
        expect(idOf(other)).toBe(tokens.includes(other) ? tokens.indexOf(other) : undefined)
        expect(token(tokens.length)).toBeUndefined()
      },
    ),
  )
})

test('tokens that hash alike are told apart', () => {
  const tokens = Array.from({ length: 5000 }, (_, i) => `##${i.toString(36)}`)
  const { idOf } = openVocabulary(packVocabulary(tokens))
  expect(tokens.map(idOf)).toEqual(tokens.map((_, id) => id))
  expect(idOf('##')).toBeUndefined()
})
