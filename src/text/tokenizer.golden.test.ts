/** @file Token ids against those of the Rust library, for every model folder among the reference figures. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { goldenFile, sharedFile } from '../../test/golden.ts'
import { createTokenizer, type SubwordTokenizer } from './tokenizer.ts'

interface Golden {
  readonly texts?: unknown
  readonly pairs?: readonly (readonly [string, string])[]
  readonly max_seq_length?: number | null
  readonly max_length?: number
  readonly input_ids?: readonly (readonly number[])[]
  readonly token_ids?: readonly (readonly number[])[]
  readonly token_type_ids?: readonly (readonly number[])[]
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T

const encoders = goldenFile('encoders')
const names =
  encoders === undefined ? [] : readdirSync(encoders).filter((name) => existsSync(join(encoders, name, 'golden.json')))

function open(folder: string): { readonly tokenizer: SubwordTokenizer; readonly lengthMax: number | undefined } {
  const config = join(folder, 'tokenizer_config.json')
  const settings = existsSync(config) ? readJson<{ model_max_length?: number }>(config) : {}
  const legacy = join(folder, 'sentence_bert_config.json')
  const length = existsSync(legacy) ? readJson<{ max_seq_length?: number }>(legacy).max_seq_length : undefined
  const tokenizer = createTokenizer(readJson<object>(join(folder, 'tokenizer.json')), settings)
  return { tokenizer, lengthMax: length ?? settings.model_max_length }
}

function textsOf({ texts }: Golden, all: readonly string[]): readonly string[] {
  if (!Array.isArray(texts)) return all
  return texts.map((text: number | string) => (typeof text === 'number' ? (all[text] ?? '') : text))
}

describe.skipIf(encoders === undefined)(
  'token ids equal those of the Rust library (skipped without reference figures)',
  () => {
    const all =
      encoders === undefined
        ? []
        : readJson<{ texts: { text: string }[] }>(join(encoders, 'texts.json')).texts.map(({ text }) => text)
    for (const name of names) {
      const golden = readJson<Golden>(join(encoders ?? '', name, 'golden.json'))
      const folder = [join(encoders ?? '', name), sharedFile('models', name)].find(
        (path) => path !== undefined && existsSync(join(path, 'tokenizer.json')),
      )
      if (folder === undefined) continue
      const { pairs, input_ids: ids, token_ids: bareIds, token_type_ids: typeIds } = golden

      test.runIf(ids && !pairs)(`${name}: one text`, () => {
        const { tokenizer, lengthMax } = open(folder)
        const options = lengthMax === undefined ? {} : { lengthMax }
        const encoded = textsOf(golden, all).map((text) => [...tokenizer.encode(text, options)])
        expect(encoded).toEqual(ids)
      })

      test.runIf(bareIds)(`${name}: without special tokens`, () => {
        const { tokenizer } = open(folder)
        const isModel2Vec = name.startsWith('model2vec')
        const encoded = textsOf(golden, all).map((text) => [...tokenizer.encode(text, { addSpecialTokens: false })])
        expect(isModel2Vec ? encoded.map((row) => row.filter((id) => id !== tokenizer.unknownId)) : encoded).toEqual(
          bareIds,
        )
      })

      test.runIf(pairs)(`${name}: pairs`, () => {
        const { tokenizer, lengthMax } = open(folder)
        const options = lengthMax === undefined ? {} : { lengthMax }
        const encoded = (pairs ?? []).map(([first, second]) => tokenizer.encodePair(first, second, options))
        expect(encoded.map(({ ids }) => [...ids])).toEqual(ids)
        expect(encoded.map(({ typeIds }) => [...typeIds])).toEqual(typeIds)
      })
    }
  },
)
