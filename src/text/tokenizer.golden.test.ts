/** @file Token ids against those of the Rust library, for every model folder among the reference figures. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { goldenFile, sharedFile } from '../../test/golden.ts'
import { createTokenizer, type SubwordTokenizer } from './tokenizer.ts'

type Rows = readonly (readonly number[])[]

interface Golden {
  readonly texts?: string | readonly (string | number)[]
  readonly pairs?: readonly (readonly [string, string])[]
  readonly input_ids?: Rows
  readonly token_ids?: Rows
  readonly token_type_ids?: Rows
  readonly documents?: readonly number[]
  readonly document_input_ids?: Rows
}

interface Model {
  readonly name: string
  readonly folder: string
  readonly golden: Golden
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T
const readOptionalJson = <T>(path: string): Partial<T> => (existsSync(path) ? readJson<T>(path) : {})

const encoders = goldenFile('encoders') ?? ''
const models: readonly Model[] =
  encoders === ''
    ? []
    : readdirSync(encoders).flatMap((name) => {
        const folder = [join(encoders, name), sharedFile('models', name) ?? ''].find((path) =>
          existsSync(join(path, 'tokenizer.json')),
        )
        const golden = join(encoders, name, 'golden.json')
        return folder !== undefined && existsSync(golden) ? [{ name, folder, golden: readJson<Golden>(golden) }] : []
      })
const allTexts =
  encoders === ''
    ? []
    : readJson<{ texts: { text: string }[] }>(join(encoders, 'texts.json')).texts.map(({ text }) => text)

interface Opened {
  readonly tokenizer: SubwordTokenizer
  /** As the model folder limits the length. */
  readonly options: { readonly lengthMax?: number }
}

function open(folder: string): Opened {
  const settings = readOptionalJson<{ model_max_length: number }>(join(folder, 'tokenizer_config.json'))
  const legacy = readOptionalJson<{ max_seq_length: number }>(join(folder, 'sentence_bert_config.json'))
  const lengthMax = legacy.max_seq_length ?? settings.model_max_length
  const tokenizer = createTokenizer(readJson<object>(join(folder, 'tokenizer.json')), settings)
  return { tokenizer, options: lengthMax === undefined ? {} : { lengthMax } }
}

const textsOf = ({ texts }: Golden): readonly string[] =>
  texts === undefined || typeof texts === 'string'
    ? allTexts
    : texts.map((text) => (typeof text === 'number' ? (allTexts[text] ?? '') : text))

describe.skipIf(models.length === 0)(
  'token ids equal those of the Rust library (skipped without reference figures)',
  () => {
    test.each(models.filter(({ golden }) => golden.input_ids && !golden.pairs))(
      'of single texts: $name',
      ({ folder, golden }) => {
        const { tokenizer, options } = open(folder)
        expect(textsOf(golden).map((text) => Array.from(tokenizer.encode(text, options)))).toEqual(golden.input_ids)
      },
    )

    test.each(models.filter(({ golden }) => golden.token_ids))(
      'without special tokens: $name',
      ({ name, folder, golden }) => {
        const { tokenizer } = open(folder)
        const isDropped = (id: number): boolean => name.startsWith('model2vec') && id === tokenizer.unknownId
        const encoded = textsOf(golden).map((text) => Array.from(tokenizer.encode(text, { addSpecialTokens: false })))
        expect(encoded.map((row) => row.filter((id) => !isDropped(id)))).toEqual(golden.token_ids)
      },
    )

    test.each(models.filter(({ golden }) => golden.pairs))('of pairs: $name', ({ folder, golden }) => {
      const { tokenizer, options } = open(folder)
      const encoded = (golden.pairs ?? []).map(([first, second]) => tokenizer.encodePair(first, second, options))
      expect(encoded.map(({ ids }) => Array.from(ids))).toEqual(golden.input_ids)
      expect(encoded.map(({ typeIds }) => Array.from(typeIds))).toEqual(golden.token_type_ids)
    })

    test.each(models.filter(({ golden }) => golden.document_input_ids))(
      'behind a mark that is an added token: $name',
      ({ folder, golden }) => {
        const settings = readJson<{ document_prefix: string; document_length: number }>(
          join(folder, 'config_sentence_transformers.json'),
        )
        const { tokenizer } = open(folder)
        const texts = (golden.documents ?? []).map((index) => settings.document_prefix + allTexts[index])
        expect(
          texts.map((text) => Array.from(tokenizer.encode(text, { lengthMax: settings.document_length }))),
        ).toEqual(golden.document_input_ids)
      },
    )
  },
)
