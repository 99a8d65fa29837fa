/** @file A static model from its folder on disk. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Encoder } from './encoder.ts'
import { modelFileMissing, moduleUnknown } from './errors.ts'
import { fingerprintOfFolder } from './fingerprint.ts'
import { readModelCard } from './model-card.ts'
import { type Module, optionalNumber, readJson, readModules, readOptionalJson } from './model-folder.ts'
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
  const weights = readWeights(folder)
  const fingerprint = fingerprintOfFolder(folder, new Map([[weights.path, weights.content]]))
  const { hybridWeight } = readModelCard(folder, 'static')
  return createStaticEncoder(openStaticModel(folder, weights.content), { ref, fingerprint, hybridWeight })
}

const modulesOf = (folder: string): readonly Module[] => readModules(folder) ?? [{ name: 'StaticEmbedding', folder }]

function readWeights(folder: string): { readonly path: string; readonly content: Uint8Array } {
  const own = modulesOf(folder)[0]?.folder ?? folder
  const path = join(own, 'model.safetensors')
  if (!existsSync(path))
    throw modelFileMissing({ folder: own, file: 'model.safetensors', purpose: 'the token vectors' })
  return { path, content: readFileSync(path) }
}

function openStaticModel(folder: string, weights: Uint8Array): StaticModel {
  const [first, ...head] = modulesOf(folder)
  const own = first?.folder ?? folder
  const unknown = head.find(({ name }) => name !== 'Normalize')
  if (unknown) throw moduleUnknown({ folder, module: unknown.name, known: ['Normalize'] })
  const options = readOptionalJson(folder, 'config_sentence_transformers.json')
  return readStaticModel({
    folder: own,
    weights,
    tokenizer: readJson(own, 'tokenizer.json', { purpose: 'the vocabulary' }).values,
    config: readOptionalJson(own, 'config.json').values,
    hasNormalize: head.length > 0,
    prompts: readPrompts(options),
    truncateDim: optionalNumber(options, 'truncate_dim'),
  })
}
