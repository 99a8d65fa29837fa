import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTokenizer } from '../text/tokenizer.ts'
import { rememberWords } from './remember-words.ts'

const json = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../models/default/tokenizer.json'), 'utf8'),
) as Readonly<Record<string, unknown>>
const tokenizer = createTokenizer(json)
const remembering = rememberWords(tokenizer, json)

const PIECES = [
  'the ',
  'Flutter,',
  '\u0301',
  '\ufeff',
  ' ',
  '\u00a0',
  '\n\t',
  '[UNK]',
  '[CLS]',
  'Σας',
  '京都',
  '!?',
  'naïve',
  '\u0000',
  'x'.repeat(120),
  '\ud800',
  "don't",
]
const text = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6, unit: 'binary' })), { maxLength: 20 })
  .map((parts) => parts.join(''))

test('ids are those of the tokenizer itself, whatever the text', () => {
  fc.assert(
    fc.property(text, (input) => {
      expect(Array.from(remembering(input, { lengthMax: Infinity }))).toEqual(
        Array.from(tokenizer.encode(input, { addSpecialTokens: false })),
      )
    }),
    { numRuns: 500 },
  )
})

test('a text is cut at the same place', () => {
  const input = 'unbelievable weatherproof flutterings of wings'
  for (let lengthMax = 1; lengthMax < 15; lengthMax++)
    expect(Array.from(remembering(input, { lengthMax }))).toEqual(
      Array.from(tokenizer.encode(input, { addSpecialTokens: false, lengthMax })),
    )
})

test('other ways of splitting are left to the tokenizer', () => {
  const other = rememberWords(tokenizer, { ...json, pre_tokenizer: { type: 'Metaspace' } })
  expect(other('the wing', { lengthMax: 9 })).toBeInstanceOf(Int32Array)
})
