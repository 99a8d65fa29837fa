/**
 * @file Results as the files that the mteb package writes and loads: `results/<model>/<revision>/<Task>.json` with `model_meta.json` beside them.
 *
 * `mteb_version` says whose protocols the figures follow.
 */
import { mkdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { writeFileAtomically } from '../base/write-file.ts'
import type { Encoder } from '../encode/encoder.ts'
import { modelNameInvalid } from './errors.ts'
import type { TaskResult } from './run-tasks.ts'
import type { Score } from './task.ts'

export const PROTOCOL_VERSION = '2.26.24'
const DECIMALS = 6

export interface ModelName {
  /** `organisation/model`. */
  readonly name: string
  readonly revision: string
}

export interface ModelNaming {
  readonly name?: string | undefined
  readonly revision?: string | undefined
}

/**
 * @param given what the user calls the model; else the name on the hub, `attune/default`, or `local/<folder>`, with the beginning of the encoder's
 *   fingerprint as revision, so that a changed model never overwrites the figures of another
 * @throws TASKS_MODEL_NAME_INVALID
 */
export function nameModel(
  { ref, fingerprint }: Pick<Encoder, 'ref' | 'fingerprint'>,
  given: ModelNaming = {},
): ModelName {
  const [hubName, hubRevision] = ref.startsWith('hub:') ? ref.slice('hub:'.length).split('@') : []
  const folder = ref.startsWith('bundled:') ? ref.slice('bundled:'.length) : basename(resolve(ref))
  const owner = ref.startsWith('bundled:') ? 'attune' : 'local'
  const name = given.name ?? hubName ?? `${owner}/${folder.replaceAll(/[^\w.-]+/g, '-')}`
  const revision = given.revision ?? hubRevision ?? fingerprint.slice(0, 12)
  if (!/^[\w.-]*\w[\w.-]*\/[\w.-]*\w[\w.-]*$/.test(name)) throw modelNameInvalid({ name, what: 'model name' })
  if (!/^[\w.-]*\w[\w.-]*$/.test(revision)) throw modelNameInvalid({ name: revision, what: 'revision' })
  return { name, revision }
}

/** Where the files of a model go. */
export const resultFolder = (output: string, { name, revision }: ModelName): string =>
  join(output, 'results', name.replaceAll('/', '__'), revision)

/** @returns the path of the file */
export function writeResult(
  output: string,
  { result, model, date }: { readonly result: TaskResult; readonly model: ModelName; readonly date: Date },
): string {
  const folder = resultFolder(output, model)
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${result.name}.json`)
  writeFileAtomically(file, [`${JSON.stringify(resultFile(result, date), null, 2)}\n`])
  return file
}

function resultFile({ name, settings, scores, mainScore, seconds }: TaskResult, date: Date): object {
  return {
    dataset_revision: settings.revision,
    task_name: name,
    mteb_version: PROTOCOL_VERSION,
    scores: {
      [settings.split]: [
        {
          ...(rounded(scores) as object),
          main_score: rounded(mainScore.value),
          hf_subset: 'default',
          languages: settings.languages,
          mteb_version: PROTOCOL_VERSION,
        },
      ],
    },
    evaluation_time: seconds,
    kg_co2_emissions: null,
    date: date.getTime() / 1000,
    evaluation_phases: null,
  }
}

function rounded(score: Score): Score {
  if (typeof score === 'number') return Number(score.toFixed(DECIMALS))
  if (score === null) return null
  if (Array.isArray(score)) return score.map(rounded)
  return Object.fromEntries(Object.entries(score).map(([name, value]) => [name, rounded(value)]))
}

export function writeModelMeta(
  output: string,
  { encoder, model }: { readonly encoder: Encoder; readonly model: ModelName },
): void {
  const folder = resultFolder(output, model)
  mkdirSync(folder, { recursive: true })
  writeFileAtomically(join(folder, 'model_meta.json'), [`${JSON.stringify(modelMeta(encoder, model), null, 2)}\n`])
}

/** Every field that mteb's ModelMeta wants; what is not known is null. */
const modelMeta = ({ dim, tokensMax }: Encoder, { name, revision }: ModelName): object => ({
  loader_kwargs: {},
  name,
  revision,
  release_date: null,
  languages: null,
  n_parameters: null,
  n_active_parameters_override: null,
  n_embedding_parameters: null,
  memory_usage_mb: null,
  max_tokens: tokensMax ?? null,
  embed_dim: dim,
  license: null,
  open_weights: null,
  public_training_code: null,
  public_training_data: null,
  framework: [],
  reference: null,
  similarity_fn_name: 'cosine',
  use_instructions: null,
  training_datasets: null,
  adapted_from: null,
  superseded_by: null,
  modalities: ['text'],
  model_type: ['dense'],
  citation: null,
  contacts: null,
  experiment_kwargs: null,
  output_dtypes: null,
  extra_requirements_groups: null,
  loader: null,
  is_cross_encoder: false,
})
