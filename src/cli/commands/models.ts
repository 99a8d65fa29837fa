/** @file `attune models`: lists and describes encoders, and distills a small fast one. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { Option } from 'commander'
import type { Lesson } from '../../train/distill-static.ts'
import {
  type CommonOptions,
  createCommand,
  openNamedEncoder,
  positiveNumber,
  projectFolder,
  runCommand,
  wholeNumber,
} from '../context.ts'
import { cachedModels, hubCacheFolder } from '../hub-cache.ts'
import { formatTable } from '../terminal.ts'

const BUNDLED = 'bundled:default'

export const modelsCommand = (): Command =>
  new Command('models')
    .description('List, describe or make encoders')
    .addCommand(listCommand())
    .addCommand(infoCommand())
    .addCommand(distillCommand())

const listCommand = (): Command =>
  createCommand(
    'list',
    'List available encoders: the bundled one, adapted encoders of the project, model folders, and models in the Hugging Face cache',
  )
    .argument('[folder]', 'where to look for model folders', '.')
    .action(async (folder: string, options: CommonOptions) =>
      runCommand(options, async ({ terminal }) => {
        const models = [
          BUNDLED,
          ...(await adaptedEncoders(options)),
          ...findModelFolders(folder),
          ...cachedModels(hubCacheFolder()),
        ].map((ref) => ({ ref }))
        terminal.json({ models })
        terminal.print(models.map(({ ref }) => ref).join('\n'))
      }),
    )

/** Those that were made for collections of the project; exporting one is copying its folder. */
async function adaptedEncoders(options: CommonOptions): Promise<string[]> {
  const { keptEncoders } = await import('../../adapt/encoder-folders.ts')
  return keptEncoders({ folder: await projectFolder(options) })
}

/** Folders with the files of a sentence-transformers or model2vec model, up to three levels down. */
function findModelFolders(folder: string, depth = 3): string[] {
  const isModel = existsSync(join(folder, 'config.json')) && existsSync(join(folder, 'tokenizer.json'))
  if (isModel) return [folder]
  if (depth === 0 || !existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .flatMap(({ name }) => findModelFolders(join(folder, name), depth - 1))
}

const infoCommand = (): Command =>
  createCommand('info', 'Describe an encoder')
    .argument('<ref>', 'bundled:default, a model folder, or hub:owner/name@revision')
    .action(async (ref: string, options: CommonOptions) =>
      runCommand(options, async ({ terminal }) => {
        const encoder = await openNamedEncoder(ref, options)
        try {
          const { dim, isNormalized, fingerprint } = encoder
          terminal.json({ ref, dim, isNormalized, fingerprint })
          terminal.print(
            formatTable(
              [{ title: 'encoder' }, { title: ref }],
              [
                ['dimensions', String(dim)],
                ['unit vectors', isNormalized ? 'yes: a score is the cosine' : 'no: a score is the dot product'],
                ['fingerprint', fingerprint],
              ],
            ),
          )
        } finally {
          await encoder.close()
        }
      }),
    )

interface DistillOptions extends CommonOptions {
  readonly teacher: string
  readonly output: string
  readonly dim: number
  readonly texts?: string
  readonly vectors?: string
  readonly minutes: number
  readonly steps?: number
}

const distillCommand = (): Command =>
  createCommand('distill', 'Make a static encoder, hundreds of times faster, from a transformer')
    .requiredOption('--teacher <folder>', 'sentence-transformers folder of BERT type')
    .requiredOption('--output <folder>', 'folder for the new model')
    .option(
      '--texts <file.jsonl>',
      'short texts to learn from, a JSON string or an object with "text" on each line (default: the vocabulary alone, which takes a minute and is less accurate)',
    )
    .option('--vectors <file.npy>', "the teacher's vectors of these texts, made by attune encode (default: made now)")
    .addOption(new Option('--minutes <n>', 'of training').default(10).argParser(positiveNumber))
    .addOption(new Option('--steps <n>', 'training steps, instead of minutes').argParser(wholeNumber(1)))
    .addOption(new Option('--dim <n>', 'length of its vectors').default(256).argParser(wholeNumber(1)))
    .action(async (options: DistillOptions) =>
      runCommand(options, async ({ terminal, signal }) => {
        const { distillStatic } = await import('../../train/distill-static.ts')
        const { teacher, output, dim, threads } = options
        const { onProgress } = terminal
        const lesson = await readLesson(options)
        const report = await distillStatic({ teacher, output, dim, lesson, threads, signal, onProgress })
        terminal.json({ output, ...report })
        terminal.print(`Wrote a static encoder with ${dim} dimensions to ${output}: use it with --encoder ${output}`)
      }),
    )

async function readLesson({ texts: file, vectors, minutes, steps, seed }: DistillOptions): Promise<Lesson | undefined> {
  if (file === undefined) return undefined
  const [{ readTexts }, { decodeNpy }] = await Promise.all([import('../read-texts.ts'), import('../../data/npy.ts')])
  return {
    texts: await readTexts(file),
    vectors: vectors === undefined ? undefined : decodeNpy(readFileSync(vectors)),
    ...(steps === undefined ? { minutes } : { steps }),
    seed,
  }
}
