/** @file `attune models`: which encoders there are, what one is, and how to make a small fast one. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { Option } from 'commander'
import { type CommonOptions, createCommand, openNamedEncoder, runCommand, wholeNumber } from '../context.ts'
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
    'Encoders that are at hand: the bundled one, model folders, and what is in the cache of the Hugging Face hub',
  )
    .argument('[folder]', 'where to look for model folders', '.')
    .action(async (folder: string, options: CommonOptions) =>
      runCommand(options, async ({ terminal }) => {
        const models = [BUNDLED, ...findModelFolders(folder), ...cachedModels(hubCacheFolder())].map((ref) => ({ ref }))
        terminal.json({ models })
        terminal.print(models.map(({ ref }) => ref).join('\n'))
      }),
    )

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
  createCommand('info', 'What an encoder is')
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
}

const distillCommand = (): Command =>
  createCommand('distill', 'Make a static encoder, hundreds of times faster, of a transformer')
    .requiredOption('--teacher <folder>', 'sentence-transformers folder of BERT type')
    .requiredOption('--output <folder>', 'where the new model goes')
    .addOption(new Option('--dim <n>', 'length of its vectors').default(256).argParser(wholeNumber(1)))
    .action(async (options: DistillOptions) =>
      runCommand(options, async ({ terminal, signal }) => {
        const { distillStatic } = await import('../../encode/distill.ts')
        const { teacher, output, dim } = options
        await distillStatic({ teacher, output, dim, signal, onProgress: terminal.onProgress })
        terminal.json({ output, dim })
        terminal.print(`A static encoder of ${dim} dimensions is in ${output}: use it as --encoder ${output}`)
      }),
    )
