import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTokenizer } from '../text/tokenizer.ts'
import { PACKED_TOKENIZER, readPackedTokenizer, writePackedTokenizer } from './packed-tokenizer.ts'

const bundled = resolve(import.meta.dirname, '../../models/default/tokenizer.json')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-packed-'))
  copyFileSync(bundled, join(folder, 'tokenizer.json'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const source = (): Buffer => readFileSync(join(folder, 'tokenizer.json'))
const packedPath = (): string => join(folder, PACKED_TOKENIZER)

test('a packed tokenizer gives the ids of the one that it was made of', () => {
  expect(writePackedTokenizer(folder)).toBe(true)
  const packed = readPackedTokenizer(folder, source())
  const plain = createTokenizer(JSON.parse(source().toString()) as object)
  const fast = createTokenizer(packed?.tokenizer ?? {}, {}, { vocabulary: packed?.vocabulary })
  expect([fast.vocabSize, fast.unknownId, fast.padId]).toEqual([plain.vocabSize, plain.unknownId, plain.padId])
  for (let id = 0; id <= plain.vocabSize; id++) expect(fast.token(id)).toBe(plain.token(id))
  const words = fc.constantFrom(
    'my',
    'house',
    'freezing',
    'naïve',
    '東京',
    '[UNK]',
    'constructor',
    '__proto__',
    'x'.repeat(120),
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string({ unit: 'binary' }))), (texts) => {
      const text = texts.join(' ')
      expect(fast.encode(text, { addSpecialTokens: false })).toEqual(plain.encode(text, { addSpecialTokens: false }))
    }),
  )
})

test('a packed tokenizer is not used beside another tokenizer.json, and made anew', () => {
  writePackedTokenizer(folder)
  const before = readFileSync(packedPath())
  writeFileSync(join(folder, 'tokenizer.json'), source().toString().replace('"lowercase":true', '"lowercase":false'))
  expect(readPackedTokenizer(folder, source())).toBeUndefined()
  expect(writePackedTokenizer(folder)).toBe(true)
  expect(readPackedTokenizer(folder, source())?.tokenizer).toMatchObject({ normalizer: { lowercase: false } })
  expect(readFileSync(packedPath())).not.toEqual(before)
})

test('a packed tokenizer that is damaged anywhere is not used', () => {
  writePackedTokenizer(folder)
  const whole = readFileSync(packedPath())
  for (const place of [0, 8, 200, whole.length >> 1, whole.length - 1]) {
    const damaged = Buffer.from(whole)
    damaged[place] = (damaged[place] ?? 0) ^ 1
    writeFileSync(packedPath(), damaged)
    expect(readPackedTokenizer(folder, source()), `byte ${place}`).toBeUndefined()
  }
  writeFileSync(packedPath(), whole.subarray(0, 1000))
  expect(readPackedTokenizer(folder, source())).toBeUndefined()
})

test('vocabularies of other kinds or with gaps are left as they are', () => {
  const json = JSON.parse(source().toString()) as { model: { vocab: Record<string, number> } }
  const { house: _, ...vocab } = json.model.vocab
  for (const model of [
    { type: 'BPE', vocab: { a: 0 }, merges: [] },
    { ...json.model, vocab },
  ]) {
    writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify({ ...json, model }))
    expect(writePackedTokenizer(folder)).toBe(false)
    expect(readPackedTokenizer(folder, source())).toBeUndefined()
  }
})
