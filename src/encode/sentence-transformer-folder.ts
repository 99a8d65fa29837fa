/**
 * @file What a sentence-transformers folder says about its model: transformer, pooling, what follows, prompts, lengths. Both generations of the
 * layout are read: that of versions 2 to 4 and that of version 5. A plain transformers folder counts as one with mean pooling.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Architecture, ARCHITECTURES } from './architectures-table.ts'
import {
  architectureUnknown,
  configValueInvalid,
  modelFileMissing,
  modelIsReranker,
  moduleUnknown,
  optionUnknown,
} from './errors.ts'
import {
  type JsonFile,
  optionalNumber,
  positiveInteger,
  readJson,
  readModules,
  type Module,
  readOptionalJson,
  stringOr,
} from './model-folder.ts'
import { type PoolingSpec, readPooling } from './pooling.ts'
import { type Prompts, readPrompts } from './prompts.ts'

export interface DenseSpec {
  readonly kind: 'dense'
  readonly folder: string
  readonly config: JsonFile
}

interface NormalizeSpec {
  readonly kind: 'normalize'
}

export interface SentenceTransformer {
  /** Where config.json, weights and tokenizer are. */
  readonly folder: string
  readonly config: JsonFile
  readonly architecture: Architecture
  /** Most tokens of a text, special ones included; longer texts are truncated. */
  readonly tokensMax: number
  /** Lower-case the text before tokenising: an option of old folders. */
  readonly isLowercased: boolean
  readonly pooling: PoolingSpec
  /** Modules behind the pooling, in order. */
  readonly head: readonly (DenseSpec | NormalizeSpec)[]
  readonly prompts: Prompts
  /** Vectors are cut to this length after the last module (Matryoshka). */
  readonly truncateDim: number | undefined
}

/** @throws ENCODE_ARCHITECTURE_UNKNOWN, ENCODE_MODULE_UNKNOWN, ENCODE_MODEL_FILE_MISSING and others that name file and key */
export function readSentenceTransformer(folder: string): SentenceTransformer {
  const [first, ...rest] = readModules(folder) ?? [{ name: 'Transformer', folder }]
  if (first?.name !== 'Transformer')
    throw moduleUnknown({ folder, module: first?.name ?? '', known: ['Transformer', 'StaticEmbedding'] })
  const config = readJson(first.folder, 'config.json', { purpose: "the transformer's sizes" })
  const architecture = architectureOf(config, folder)
  const settings = readTransformerSettings(first.folder)
  const options = readOptionalJson(folder, 'config_sentence_transformers.json')
  const [pooling, ...head] = rest
  if (pooling && pooling.name !== 'Pooling') throw moduleUnknown({ folder, module: pooling.name, known: ['Pooling'] })
  return {
    folder: first.folder,
    config,
    architecture,
    tokensMax: tokensMaxOf(first.folder, { config, architecture, settings }),
    isLowercased: settings.values['do_lower_case'] === true,
    pooling: pooling
      ? readPooling(readJson(pooling.folder, 'config.json', { purpose: 'the pooling mode' }))
      : { modes: ['mean'], includePrompt: true },
    head: head.map((module) => readHeadModule(module, folder)),
    prompts: readPrompts(options),
    truncateDim: optionalNumber(options, 'truncate_dim'),
  }
}

function architectureOf(config: JsonFile, folder: string): Architecture {
  const type = stringOr(config, 'model_type', { missing: '' })
  const architecture = Object.hasOwn(ARCHITECTURES, type) ? ARCHITECTURES[type] : undefined
  if (!architecture) throw architectureUnknown({ folder, architecture: type, known: Object.keys(ARCHITECTURES) })
  const classes = config.values['architectures']
  const classifier = Array.isArray(classes)
    ? classes.find((name) => String(name).endsWith('ForSequenceClassification'))
    : undefined
  if (classifier !== undefined) throw modelIsReranker({ folder, architecture: String(classifier) })
  return architecture
}

/** In the library's first versions the file's name identified the kind of transformer. */
const SETTINGS_FILES = [
  'sentence_bert_config.json',
  'sentence_roberta_config.json',
  'sentence_distilbert_config.json',
  'sentence_camembert_config.json',
  'sentence_albert_config.json',
  'sentence_xlm-roberta_config.json',
  'sentence_xlnet_config.json',
]

function readTransformerSettings(folder: string): JsonFile {
  const name = SETTINGS_FILES.find((file) => existsSync(join(folder, file))) ?? 'sentence_bert_config.json'
  const settings = readOptionalJson(folder, name)
  const task = stringOr(settings, 'transformer_task', { missing: 'feature-extraction' })
  if (task !== 'feature-extraction')
    throw optionUnknown({ file: settings.file, key: 'transformer_task', value: task, known: ['feature-extraction'] })
  return settings
}

/** `max_seq_length` where the folder has it, else the tokenizer's `model_max_length`; never more than there are positions. */
function tokensMaxOf(
  folder: string,
  { config, architecture, settings }: { config: JsonFile; architecture: Architecture; settings: JsonFile },
): number {
  const positions = positiveInteger(config, architecture.positionsKey)
  const tokenizer = readOptionalJson(folder, 'tokenizer_config.json')
  const wanted =
    optionalNumber(settings, 'max_seq_length') ?? optionalNumber(tokenizer, 'model_max_length') ?? positions
  if (wanted < 1)
    throw configValueInvalid({
      file: settings.file,
      key: 'max_seq_length',
      value: wanted,
      expected: 'a whole number above 0',
    })
  return Math.min(wanted, positions)
}

function readHeadModule(module: Module, folder: string): DenseSpec | NormalizeSpec {
  if (module.name === 'Normalize') return { kind: 'normalize' }
  if (module.name !== 'Dense') throw moduleUnknown({ folder, module: module.name, known: ['Dense', 'Normalize'] })
  const config = readJson(module.folder, 'config.json', { purpose: 'the sizes of a Dense module' })
  const input = stringOr(config, 'module_input_name', { missing: 'sentence_embedding' })
  if (input !== 'sentence_embedding')
    throw optionUnknown({ file: config.file, key: 'module_input_name', value: input, known: ['sentence_embedding'] })
  if (!existsSync(join(module.folder, 'model.safetensors')))
    throw modelFileMissing({
      folder: module.folder,
      file: 'model.safetensors',
      purpose: 'the weights of a Dense module',
    })
  return { kind: 'dense', folder: module.folder, config }
}
