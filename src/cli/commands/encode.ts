/** @file `attune encode`: texts to a NumPy file of vectors. */
import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Command } from 'commander'
import { Option } from 'commander'
import { type EncodeRole, type EncodeUsage, textInputs } from '../../encode/encoder.ts'
import { writeFileAtomically } from '../../base/write-file.ts'
import { type CommonOptions, createCommand, openNamedEncoder, runCommand } from '../context.ts'
import { readTexts } from '../read-texts.ts'
import type { Terminal } from '../terminal.ts'
import { writingTo } from '../system-error.ts'

interface EncodeCommandOptions extends CommonOptions {
  readonly encoder: string
  readonly role: EncodeRole
  readonly input: string
  readonly output: string
}

export const encodeCommand = (): Command =>
  createCommand('encode', 'Encode texts as vectors')
    .requiredOption('--encoder <ref>', 'bundled:default or a model folder')
    .addOption(new Option('--role <role>', 'role of the texts').choices(['query', 'document']).default('document'))
    .requiredOption(
      '--input <file.jsonl>',
      'on each line a JSON string, or an object with "text" and optionally "title"',
    )
    .requiredOption('--output <file.npy>', 'float32 array, one row for each line')
    .action(async (options: EncodeCommandOptions) =>
      runCommand(options, async ({ terminal, signal }) => {
        const { encodeNpy } = await import('../../data/npy.ts')
        const texts = await readTexts(options.input)
        // Found out before an hour of encoding, not after it.
        writingTo(options.output, () => checkWritable(options.output))
        const encoder = await openNamedEncoder(options.encoder, options)
        try {
          const start = performance.now()
          const { vectors, usage } = await encoder.encode(textInputs(texts), {
            role: options.role,
            signal,
            onProgress: terminal.onProgress,
          })
          const seconds = (performance.now() - start) / 1000
          writingTo(options.output, () => writeFileAtomically(options.output, [encodeNpy(vectors)]))
          const { rows, dim } = vectors
          terminal.json({
            output: options.output,
            rows,
            dim,
            encoder: encoder.ref,
            fingerprint: encoder.fingerprint,
            seconds,
            usage,
          })
          noteTruncated(terminal, { usage, tokensMax: encoder.tokensMax, rows })
          terminal.print(`${rows} x ${dim} vectors in ${options.output}, ${seconds.toFixed(1)} s`)
        } finally {
          await encoder.close()
        }
      }),
    )

function noteTruncated(
  terminal: Terminal,
  {
    usage,
    tokensMax,
    rows,
  }: { readonly usage: EncodeUsage; readonly tokensMax: number | undefined; readonly rows: number },
): void {
  const [first] = usage.truncated
  if (first === undefined) return
  terminal.note(
    `${usage.truncated.length} of ${rows} texts are longer than the ${tokensMax} tokens that the encoder reads (the first is row ${first + 1}); the vectors ignore the remainder.`,
  )
}

/** A file is replaced, for which its folder counts; a device is written into. */
function checkWritable(path: string): void {
  const existing = statSync(path, { throwIfNoEntry: false })
  const isReplaced = existing === undefined || existing.isFile() || existing.isDirectory()
  accessSync(isReplaced ? dirname(path) : path, constants.W_OK)
}
