/** @file A static model from its folder on disk. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Encoder } from './encoder.ts'
import { modelFileMissing, moduleUnknown } from './errors.ts'
import { fingerprintOfFolder } from './fingerprint.ts'
import { optionalNumber, readJson, readModules, readOptionalJson } from './model-folder.ts'
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
  return createStaticEncoder(openStaticModel(folder), { ref, fingerprint: fingerprintOfFolder(folder) })
}

function openStaticModel(folder: string): StaticModel {
  const [first, ...head] = readModules(folder) ?? [{ name: 'StaticEmbedding', folder }]
  const own = first?.folder ?? folder
  const weights = join(own, 'model.safetensors')
  if (!existsSync(weights))
    throw modelFileMissing({ folder: own, file: 'model.safetensors', purpose: 'the token vectors' })
  const unknown = head.find(({ name }) => name !== 'Normalize')
  if (unknown) throw moduleUnknown({ folder, module: unknown.name, known: ['Normalize'] })
  const options = readOptionalJson(folder, 'config_sentence_transformers.json')
  return readStaticModel({
    folder: own,
    weights: readFileSync(weights),
    tokenizer: readJson(own, 'tokenizer.json', { purpose: 'the vocabulary' }).values,
    config: readOptionalJson(own, 'config.json').values,
    hasNormalize: head.length > 0,
    prompts: readPrompts(options),
    truncateDim: optionalNumber(options, 'truncate_dim'),
  })
}
