/** @file `attune export`: a collection as one file, which `attune add` reads back as it was. */
import type { Command } from 'commander'
import { checkOutputFormat, writeDocuments } from '../../data/write-documents.ts'
import type { CollectionSettings } from '../../store/collection.ts'
import { type CommonOptions, createCommand, runCommand } from '../context.ts'
import { writingToAsync } from '../system-error.ts'
import { withCollection } from '../with-collection.ts'

interface ExportOptions extends CommonOptions {
  readonly collection?: string
  readonly output: string
  readonly filter?: string
  readonly fields?: string
  readonly vectors?: boolean
}

export const exportCommand = (): Command =>
  createCommand('export', 'Write the documents of a collection to a file')
    .requiredOption('--output <file>', 'a file of .jsonl, .jsonl.gz or .parquet; replaced when all is written')
    .option('--collection <name>', 'collection to export (optional if the project has only one)')
    .option('--vectors', 'with the vectors of every space, so that nothing is encoded when it is added again')
    .option('--filter <expr>', 'only documents that match')
    .option('--fields <list>', 'only these fields, separated by commas')
    .action(async (options: ExportOptions) =>
      runCommand(options, async (context) => {
        const { output, vectors, fields } = options
        checkOutputFormat(output)
        await withCollection(context, options.collection, async (collection) => {
          const { terminal, signal } = context
          const filter =
            options.filter === undefined
              ? undefined
              : (await import('../../store/filter/parse-filter.ts')).parseFilter(options.filter)
          const scan = collection.scan({ vectors, filter, fields: fields?.split(',').map((field) => field.trim()) })
          const work = { signal, onProgress: terminal.onProgress }
          const documents = await writingToAsync(output, async () => writeDocuments(scan, output, work))
          terminal.json({ collection: collection.name, documents, output })
          terminal.note(`Read it back with: attune add ${quoted(output)} ${optionsOf(collection.settings)}`)
          terminal.print(
            `${documents.toLocaleString('en')} ${documents === 1 ? 'document' : 'documents'} in ${output}.`,
          )
        })
      }),
    )

/** What makes a new collection the same: settings are no part of the file. */
function optionsOf({ lexicalFields, analyzer, types = {}, spaces }: CollectionSettings): string {
  const fields = Object.entries(lexicalFields).map(([field, weight]) => (weight === 1 ? field : `${field}=${weight}`))
  const declared = Object.entries(types).map(([field, type]) => `${field}=${type}`)
  const parts = [
    ['--collection', 'NAME'],
    ['--fields', fields.join(',')],
    ...(analyzer.language === 'en' ? [] : [['--language', analyzer.language]]),
    ...(declared.length === 0 ? [] : [['--types', declared.join(',')]]),
    ['--encoder', spaces['default']?.encoder.ref ?? 'none'],
  ]
  return parts.map(([option, value = '']) => `${option} ${quoted(value)}`).join(' ')
}

const quoted = (text: string): string => (/^[\w.,:=/@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
