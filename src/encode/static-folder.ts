/** @file A static model from its folder on disk. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Encoder } from './encoder.ts'
import { modelFileMissing, moduleUnknown } from './errors.ts'
import { fingerprintOfFolder } from './fingerprint.ts'
import { readModelCard } from './model-card.ts'
import { type Module, optionalNumber, readJson, readModules, readOptionalJson } from './model-folder.ts'
import { readPackedTokenizer } from './packed-tokenizer.ts'
import { readPrompts } from './prompts.ts'
import { createStaticEncoder } from './static-encoder.ts'
import { readStaticModel, type StaticModel } from './static-model.ts'

/** Whether the folder holds token vectors and no transformer. */
export function isStaticFolder(folder: string): boolean {
  const modules = readModules(folder)
  return modules
    ? modules[0]?.name === 'StaticEmbedding'
    : readOptionalJson(folder, 'config.json').values['model_type'] === 'model2vec'
}

/** @throws what reading the folder throws */
export function openStaticEncoder(ref: string, { folder }: { readonly folder: string }): Encoder {
  const { model, fingerprint } = readFolder(folder)
  const { hybridWeight } = readModelCard(folder, 'static')
  return createStaticEncoder(model, { ref, fingerprint, hybridWeight })
}

/** A static model with what a copy of its folder needs. */
export interface StaticSource {
  readonly model: StaticModel
  readonly fingerprint: string
  /** tokenizer.json. */
  readonly tokenizer: Readonly<Record<string, unknown>>
  /** config_sentence_transformers.json; empty where absent. */
  readonly options: Readonly<Record<string, unknown>>
  readonly hybridWeight: number
}

/** @throws what reading the folder throws */
export function openStaticSource(folder: string): StaticSource {
  const own = modulesOf(folder)[0]?.folder ?? folder
  return {
    ...readFolder(folder),
    tokenizer: readJson(own, 'tokenizer.json', { purpose: 'the vocabulary' }).values,
    options: readOptionalJson(folder, 'config_sentence_transformers.json').values,
    hybridWeight: readModelCard(folder, 'static').hybridWeight,
  }
}

/** Each file is read once. */
function readFolder(folder: string): Pick<StaticSource, 'model' | 'fingerprint'> {
  const weights = readOwnFile(folder, { name: 'model.safetensors', purpose: 'the token vectors' })
  const tokenizer = readOwnFile(folder, { name: 'tokenizer.json', purpose: 'the vocabulary' })
  const contents = new Map([weights, tokenizer].map(({ path, content }) => [path, content]))
  return {
    model: openStaticModel(folder, { weights: weights.content, tokenizer: tokenizer.content }),
    fingerprint: fingerprintOfFolder(folder, contents),
  }
}

const modulesOf = (folder: string): readonly Module[] => readModules(folder) ?? [{ name: 'StaticEmbedding', folder }]

interface OwnFile {
  readonly path: string
  readonly content: Uint8Array
}

/** A file of the module that holds the table. */
function readOwnFile(folder: string, { name, purpose }: { readonly name: string; readonly purpose: string }): OwnFile {
  const own = modulesOf(folder)[0]?.folder ?? folder
  const path = join(own, name)
  if (!existsSync(path)) throw modelFileMissing({ folder: own, file: name, purpose })
  return { path, content: readFileSync(path) }
}

function openStaticModel(
  folder: string,
  { weights, tokenizer }: { readonly weights: Uint8Array; readonly tokenizer: Uint8Array },
): StaticModel {
  const [first, ...head] = modulesOf(folder)
  const own = first?.folder ?? folder
  const unknown = head.find(({ name }) => name !== 'Normalize')
  if (unknown) throw moduleUnknown({ folder, module: unknown.name, known: ['Normalize'] })
  const options = readOptionalJson(folder, 'config_sentence_transformers.json')
  return readStaticModel({
    folder: own,
    weights,
    ...(readPackedTokenizer(own, tokenizer) ?? {
      tokenizer: readJson(own, 'tokenizer.json', { purpose: 'the vocabulary' }).values,
    }),
    config: readOptionalJson(own, 'config.json').values,
    hasNormalize: head.length > 0,
    prompts: readPrompts(options),
    truncateDim: optionalNumber(options, 'truncate_dim'),
  })
}
