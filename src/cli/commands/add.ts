/** @file `attune add`: files into a collection, which is made at the first call. */
import type { Command } from 'commander'
import process from 'node:process'
import type { LocatedDocument } from '../../data/read-documents.ts'
import type { Collection } from '../../store/collection.ts'
import type { NewCollection, Project } from '../../store/project.ts'
import type { Language } from '../../text/language.ts'
import { type CommonOptions, type Context, createCommand, runCommand, withProject } from '../context.ts'
import { fieldsAbsent, noTextFields, settingsFixed } from '../errors.ts'
import { parseFieldWeights } from '../field-weights.ts'

interface AddOptions extends CommonOptions {
  readonly collection: string
  readonly encoder?: string
  readonly fields?: string
  readonly idField?: string
  readonly language?: string
}

/** Enough to see which fields hold text. */
const SAMPLE_DOCUMENTS = 100

export const addCommand = (): Command =>
  createCommand('add', 'Add documents to a collection')
    .argument('<sources...>', 'files (jsonl, csv, tsv, parquet, md, html, txt), folders, or - for JSON lines on stdin')
    .requiredOption('--collection <name>', 'made when there is none of this name')
    .option('--encoder <ref>', 'bundled:default, a model folder, or none for words only (default: bundled:default)')
    .option('--fields <list>', 'fields to search with their weights: title=2,text (default: every field with text)')
    .option('--id-field <name>', 'field that names a document (default: _id, else id)')
    .option('--language <code>', 'of the documents, for stems and stop words (default: en)')
    .action(async (sources: string[], options: AddOptions) =>
      runCommand(options, async (context) => {
        const documents = readSources(sources, { options, context })
        // Before a project or a collection is made: a mistyped path leaves nothing behind.
        await documents.peek(1)
        await withProject(context, 'create', async (project) => {
          const collection =
            (await openExisting(project, options)) ?? (await create(project, { documents, options, context }))
          const report = await collection.add(documents, {
            signal: context.signal,
            onProgress: context.terminal.onProgress,
          })
          await collection.settle({ signal: context.signal, onProgress: context.terminal.onProgress })
          const total = await collection.count()
          context.terminal.json({ collection: options.collection, ...report, documents: total })
          context.terminal.print(
            `${report.added} added, ${report.replaced} replaced, ${report.unchanged} unchanged: ` +
              `${total} documents in ${options.collection}.`,
          )
        })
      }),
    )

/** Documents one after the other, of which the first can be looked at before they are added. */
interface Documents extends AsyncIterable<LocatedDocument> {
  readonly peek: (count: number) => Promise<readonly LocatedDocument[]>
}

function readSources(
  sources: readonly string[],
  { options, context }: { readonly options: AddOptions; readonly context: Context },
): Documents {
  const stream = readAll(sources, { options, context })
  const held: LocatedDocument[] = []
  return {
    peek: async (count) => {
      while (held.length < count) {
        const { value, done } = await stream.next()
        if (done === true) break
        held.push(value)
      }
      return held
    },
    async *[Symbol.asyncIterator]() {
      yield* held.splice(0)
      yield* stream
    },
  }
}

async function* readAll(
  sources: readonly string[],
  { options, context }: { readonly options: AddOptions; readonly context: Context },
): AsyncGenerator<LocatedDocument> {
  const { readDocuments } = await import('../../data/read-documents.ts')
  for (const source of sources) {
    const common = { idField: options.idField, signal: context.signal }
    yield* source === '-' ? readDocuments(process.stdin, { ...common, name: '<stdin>' }) : readDocuments(source, common)
  }
}

async function openExisting(project: Project, options: AddOptions): Promise<Collection | undefined> {
  const exists = (await project.collections()).some(({ name }) => name === options.collection)
  if (!exists) return undefined
  const collection = await project.collection(options.collection)
  const { spaces, lexicalFields, analyzer } = collection.settings
  // As stored, so that repeating a command that was interrupted never looks like a change.
  const { absoluteRef } = await import('../../store/space-encoders.ts')
  const weights = options.fields === undefined ? undefined : parseFieldWeights(options.fields)
  const settled = [
    {
      option: '--encoder',
      is: spaces['default']?.encoder.ref ?? 'none',
      asked: inStoredForm(options.encoder, absoluteRef),
    },
    { option: '--fields', is: formatWeights(lexicalFields), asked: weights && formatWeights(weights) },
    { option: '--language', is: analyzer.language, asked: options.language },
  ]
  for (const { option, is, asked } of settled) {
    if (asked !== undefined && asked !== is) throw settingsFixed({ collection: options.collection, option, asked, is })
  }
  return collection
}

const inStoredForm = (ref: string | undefined, absoluteRef: (ref: string) => string): string | undefined =>
  ref === undefined || ref === 'none' ? ref : absoluteRef(ref)

const formatWeights = (weights: Readonly<Record<string, number>>): string =>
  Object.entries(weights)
    .map(([field, weight]) => (weight === 1 ? field : `${field}=${weight}`))
    .toSorted()
    .join(',')

async function create(
  project: Project,
  {
    documents,
    options,
    context,
  }: { readonly documents: Documents; readonly options: AddOptions; readonly context: Context },
): Promise<Collection> {
  const fields =
    options.fields === undefined ? await guessFields(documents) : await namedFields(documents, options.fields)
  const encoder = options.encoder ?? 'bundled:default'
  if (options.fields === undefined)
    context.terminal.note(`Searching the fields ${Object.keys(fields).join(', ')} (--fields chooses others).`)
  const settings: NewCollection = {
    lexicalFields: fields,
    spaces: encoder === 'none' ? {} : { default: { encoder, fields: Object.keys(fields) } },
    ...(options.language === undefined ? {} : { analyzer: { language: options.language as Language } }),
  }
  return project.createCollection(options.collection, settings)
}

/** @throws CLI_FIELDS_ABSENT where no document of the sample has any of them: a slip of the pen, most likely */
async function namedFields(documents: Documents, list: string): Promise<Record<string, number>> {
  const { textAt } = await import('../../store/document-content.ts')
  const weights = parseFieldWeights(list)
  const fields = Object.keys(weights)
  const sample = await documents.peek(SAMPLE_DOCUMENTS)
  if (!sample.some((document) => fields.some((field) => textAt(document.fields, field) !== '')))
    throw fieldsAbsent({ fields, present: [...new Set(sample.flatMap((document) => Object.keys(document.fields)))] })
  return weights
}

async function guessFields(documents: Documents): Promise<Record<string, number>> {
  const { findTextFields } = await import('../../data/text-fields.ts')
  const sample = await documents.peek(SAMPLE_DOCUMENTS)
  const fields = findTextFields(sample)
  if (fields.length === 0) throw noTextFields({ source: sample[0]?.place.file ?? 'the sources' })
  return Object.fromEntries(fields.map((field) => [field, 1]))
}
