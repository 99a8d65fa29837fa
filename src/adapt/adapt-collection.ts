/** @file A collection's own encoder: adapted to its documents, kept if it is better, reverted if wanted. */
import { checkOptions, type OptionNames } from '../base/check-options.ts'
import type { WorkOptions } from '../base/progress.ts'
import type { Collection, SpaceAdaptation, SpaceSettings } from '../store/collection.ts'
import { spaceUnknown } from '../store/encoders/errors.ts'
import type { Project } from '../store/project.ts'
import { adaptableFolder, adaptEncoder, type AdaptReport } from '../train/adapt-encoder.ts'
import { keepEncoder, removeUnnamedEncoders } from './encoder-folders.ts'
import { notAdapted, spacesMissing, spaceUnnamed } from './errors.ts'

export interface SpaceChoice {
  /** Default: `default`, or the only one. */
  readonly space?: string | undefined
}

export interface AdaptCollectionOptions extends SpaceChoice, WorkOptions {
  /** Of training at most. Default 1, unless `steps` are given; small collections take less. */
  readonly minutes?: number | undefined
  /** Of training: with these the same documents and seed give the same encoder. */
  readonly steps?: number | undefined
  /** Default 1. */
  readonly seed?: number | undefined
  /** True trains and judges, and changes nothing. Default: false. */
  readonly dryRun?: boolean | undefined
  readonly threads?: number | undefined
  /** Where `hub:` references look. */
  readonly cacheFolder?: string | undefined
}

const optionNames: OptionNames<AdaptCollectionOptions> = {
  space: true,
  minutes: true,
  steps: true,
  seed: true,
  dryRun: true,
  threads: true,
  cacheFolder: true,
  onProgress: true,
  signal: true,
}

export interface CollectionAdaptation extends AdaptReport {
  readonly collection: string
  readonly space: string
  readonly dryRun: boolean
  /** The encoder that the space has now, and its fingerprint. */
  readonly now: { readonly ref: string; readonly fingerprint: string }
}

/**
 * Adapts the encoder of a space to the documents of the collection. Where the space is adapted already, the encoder that it came from is adapted anew. The
 * space changes only if documents are found better by text that training did not see; it may be searched and written to all the while.
 *
 * @throws BASE_OPTION_UNKNOWN, ADAPT_NO_SPACES, STORE_SPACE_UNKNOWN, TRAIN_ENCODER_NOT_STATIC, STORE_LOCKED, STORE_DISK_FULL, the signal's reason when aborted
 */
export async function adaptCollection(
  project: Project,
  collection: Collection,
  options: AdaptCollectionOptions = {},
): Promise<CollectionAdaptation> {
  checkOptions('adapt', options, optionNames)
  const { minutes, steps, seed, threads, cacheFolder, signal, onProgress, dryRun = false } = options
  const { name, settings } = collection
  const space = chooseSpace(collection, options)
  const from = baseOf(space.settings)
  const changeNumber = await collection.changeNumber()
  const made = await adaptEncoder(collection.documents(), {
    encoder: from.encoder.ref,
    fields: space.settings.fields,
    analyzer: settings.analyzer,
    minutes,
    steps,
    seed,
    threads,
    cacheFolder,
    signal,
    onProgress,
  })
  const { report, adapted } = made
  if (adapted !== undefined && !dryRun) {
    const base = { ...from, fingerprint: report.encoderFingerprint }
    const use = { made: { report, adapted }, changeNumber, space: space.name, from: base, signal, onProgress }
    await project.exclusively(() => useEncoder(project, collection, use), { signal })
  }
  const { encoder, fingerprint } = collection.settings.spaces[space.name] ?? space.settings
  return { collection: name, space: space.name, ...report, dryRun, now: { ref: encoder.ref, fingerprint } }
}

/** Before documents are added that it is to be adapted to. @throws ADAPT_NO_SPACES, TRAIN_ENCODER_NOT_STATIC, ENCODE_MODEL_NOT_FOUND */
export function checkAdaptable(
  collection: Pick<Collection, 'name' | 'settings'>,
  options: SpaceChoice & { readonly cacheFolder?: string | undefined } = {},
): void {
  adaptableFolder(baseOf(chooseSpace(collection, options).settings).encoder.ref, options.cacheFolder)
}

/**
 * The encoder that the space was adapted from takes its place again.
 *
 * @throws ADAPT_NO_SPACES, ADAPT_NOT_ADAPTED, STORE_SPACE_UNKNOWN, and what opening that encoder throws
 */
export async function revertAdaptation(
  project: Project,
  collection: Collection,
  options: SpaceChoice & WorkOptions = {},
): Promise<{ readonly collection: string; readonly space: string; readonly now: CollectionAdaptation['now'] }> {
  const { signal, onProgress } = options
  const space = chooseSpace(collection, options)
  const from = space.settings.adapted?.from
  if (from === undefined) throw notAdapted({ collection: collection.name, space: space.name })
  const { ref } = from.encoder
  await project.exclusively(
    async () => {
      const { hybridWeight } = from
      await project.changeEncoder(collection, space.name, { encoder: ref, hybridWeight, signal, onProgress })
      await removeUnnamedEncoders(project)
    },
    { signal },
  )
  const { fingerprint } = collection.settings.spaces[space.name] ?? space.settings
  return { collection: collection.name, space: space.name, now: { ref, fingerprint } }
}

interface ChosenSpace {
  readonly name: string
  readonly settings: SpaceSettings
}

const SPACE_DEFAULT = 'default'

function chooseSpace(
  { name, settings: { spaces } }: Pick<Collection, 'name' | 'settings'>,
  { space }: SpaceChoice,
): ChosenSpace {
  const known = Object.keys(spaces)
  if (known.length === 0) throw spacesMissing({ collection: name })
  const chosen = space ?? (known.length === 1 ? known[0] : known.find((one) => one === SPACE_DEFAULT))
  if (chosen === undefined) throw spaceUnnamed({ collection: name, known })
  const settings = Object.hasOwn(spaces, chosen) ? spaces[chosen] : undefined
  if (settings === undefined) throw spaceUnknown({ collection: name, space: chosen, known })
  return { name: chosen, settings }
}

/** Adapting an adapted encoder again and again would wander off: it begins where it began. */
const baseOf = ({ encoder, fingerprint, hybridWeight, adapted }: SpaceSettings): SpaceAdaptation['from'] =>
  adapted?.from ?? { encoder, fingerprint, hybridWeight }

interface Use extends WorkOptions {
  readonly made: Parameters<typeof keepEncoder>[1]
  /** Of the collection when its documents were read. */
  readonly changeNumber: number
  readonly space: string
  readonly from: SpaceAdaptation['from']
}

async function useEncoder(
  project: Project,
  collection: Collection,
  { made, changeNumber, space, from, signal, onProgress }: Use,
): Promise<void> {
  const { documents, hybridWeight } = made.report
  const { encoder } = await keepEncoder(project, made, { collection: collection.name, space, changeNumber })
  try {
    const adapted = { from, documents }
    await project.changeEncoder(collection, space, { encoder, hybridWeight, adapted, signal, onProgress })
  } finally {
    // The former one, or this one.
    await removeUnnamedEncoders(project)
  }
}
