/** @file `attune adapt`: a better encoder for a collection, made of its own documents, kept only if it wins. */
import { type Command, Option } from 'commander'
import type { AdaptCollectionOptions, CollectionAdaptation } from '../../adapt/adapt-collection.ts'
import type { Collection } from '../../store/collection.ts'
import type { Project } from '../../store/project.ts'
import {
  type CommonOptions,
  type Context,
  createCommand,
  positiveNumber,
  runCommand,
  wholeNumber,
  withProject,
} from '../context.ts'
import { describeAdaptation } from '../describe-adaptation.ts'
import { adaptOptionsContradict } from '../errors.ts'
import { Interrupted } from '../failure.ts'
import { hubCacheFolder } from '../hub-cache.ts'
import { visible } from '../terminal.ts'

export interface TrainingOptions {
  readonly minutes?: number
  readonly steps?: number
}

interface AdaptOptions extends CommonOptions, TrainingOptions {
  readonly collection?: string
  readonly space?: string
  readonly dryRun?: boolean
  readonly revert?: boolean
}

export const minutesOption = (): Option =>
  new Option('--minutes <n>', 'maximum minutes of training (default: 1; small collections take seconds)').argParser(
    positiveNumber,
  )

export const stepsOption = (): Option =>
  new Option(
    '--steps <n>',
    'training steps; with a fixed number, the same documents and seed give the same encoder',
  ).argParser(wholeNumber(1))

export const adaptCommand = (): Command =>
  createCommand(
    'adapt',
    "Adapt a collection's encoder to its documents; kept only if it finds documents better by held-out text",
  )
    .option('--collection <name>', 'collection to adapt (optional if the project has only one)')
    .option('--space <name>', 'space whose encoder to adapt (default: default, or the only one)')
    .addOption(minutesOption())
    .addOption(stepsOption())
    .option('--dry-run', 'train and evaluate, but change nothing')
    .option('--revert', 'restore the encoder that the space was adapted from')
    .action(async (options: AdaptOptions) =>
      runCommand(options, async (context) => {
        checkOptions(options)
        await withProject(context, 'open', async (project) => {
          const { onlyCollection } = await import('../../search/search.ts')
          const collection = await project.collection(options.collection ?? (await onlyCollection(project)))
          if (options.revert === true) return revert(project, collection, { options, context })
          const report = await adapt(project, collection, { options, context })
          context.terminal.json(report)
          context.terminal.print(describeAdaptation(report))
        })
      }),
    )

const TRAINING_ONLY = ['minutes', 'steps', 'dryRun'] as const
const OPTION_NAMES: Readonly<Record<(typeof TRAINING_ONLY)[number], string>> = {
  minutes: '--minutes',
  steps: '--steps',
  dryRun: '--dry-run',
}

function checkOptions(options: AdaptOptions): void {
  const unfit = options.revert === true ? TRAINING_ONLY.find((name) => options[name] !== undefined) : undefined
  if (unfit !== undefined) throw adaptOptionsContradict({ option: OPTION_NAMES[unfit] })
}

/** The swap is one transaction. */
const CANCELLED = 'Adapting was cancelled; the encoder was not changed.'

export async function adapt(
  project: Project,
  collection: Collection,
  { options, context }: { readonly options: CommonOptions & AdaptCollectionOptions; readonly context: Context },
): Promise<CollectionAdaptation> {
  const { adaptCollection } = await import('../../adapt/adapt-collection.ts')
  const { space, minutes, steps, seed, threads, dryRun } = options
  const { signal, terminal } = context
  const work = adaptCollection(project, collection, {
    space,
    minutes,
    steps,
    seed,
    threads,
    dryRun,
    signal,
    cacheFolder: hubCacheFolder(),
    onProgress: terminal.onProgress,
  })
  const report = await work.catch((error: unknown) => {
    if (error instanceof Interrupted) error.outcome = CANCELLED
    throw error
  })
  terminal.endProgress()
  return report
}

async function revert(
  project: Project,
  collection: Collection,
  { options: { space }, context: { terminal, signal } }: { readonly options: AdaptOptions; readonly context: Context },
): Promise<void> {
  const { revertAdaptation } = await import('../../adapt/adapt-collection.ts')
  const reverted = await revertAdaptation(project, collection, { space, signal, onProgress: terminal.onProgress })
  terminal.endProgress()
  terminal.json({ ...reverted, reverted: true })
  terminal.print(`Reverted: ${reverted.collection} uses ${visible(reverted.now.ref)} again.`)
}
