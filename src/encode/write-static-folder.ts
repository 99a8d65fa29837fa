/** @file A static model as a folder: Model2Vec's layout, with int8 vectors and a factor for each token, which Model2Vec reads too. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Matrix } from '../base/matrix.ts'
import { writeFileAtomically } from '../base/write-file.ts'
import { encodeSafetensors } from '../tensor/safetensors.ts'
import { CARD_FILE } from './model-card.ts'
import { writePackedTokenizer } from './packed-tokenizer.ts'
import { quantiseRows } from './quantise-rows.ts'

export interface StaticFolder {
  /** `[tokens, dim]`: a row for each token id. */
  readonly table: Matrix
  /** tokenizer.json. */
  readonly tokenizer: object
  /** Tokens of a text at most; undefined for no limit. */
  readonly tokensMax?: number | undefined
  /** config_sentence_transformers.json, where there are prompts. */
  readonly options?: Readonly<Record<string, unknown>> | undefined
  /** config.json says it, for people. */
  readonly notes?: Readonly<Record<string, unknown>> | undefined
  /** attune.json. */
  readonly card?: Readonly<Record<string, unknown>> | undefined
  /** README.md. */
  readonly readme?: string | undefined
}

/** Makes the folder if need be. config.json comes last: a folder without it is no model. The same model gives the same bytes. */
export function writeStaticFolder(
  folder: string,
  { table, tokenizer, tokensMax, options = {}, notes = {}, card, readme }: StaticFolder,
): void {
  const { codes, factors } = quantiseRows(table)
  const write = (name: string, content: Uint8Array | string): void => writeFileAtomically(join(folder, name), [content])
  mkdirSync(folder, { recursive: true })
  write(
    'model.safetensors',
    encodeSafetensors({
      embeddings: { type: 'I8', shape: [table.rows, table.dim], data: codes },
      weights: { type: 'F32', shape: [table.rows], data: factors },
    }),
  )
  write('tokenizer.json', JSON.stringify(tokenizer))
  writePackedTokenizer(folder)
  if (Object.keys(options).length > 0) write('config_sentence_transformers.json', json(options))
  if (card !== undefined) write(CARD_FILE, json(card))
  if (readme !== undefined) write('README.md', readme)
  write(
    'config.json',
    json({
      model_type: 'model2vec',
      normalize: true,
      max_length: tokensMax ?? null,
      embedding_dtype: 'int8',
      hidden_dim: table.dim,
      ...notes,
    }),
  )
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
