/** @file `attune delete`: documents, by their ids, by a filter, or by a file of ids. */
import type { Command } from 'commander'
import type { Collection, DocumentChoice } from '../../store/collection.ts'
import { type CommonOptions, type Context, createCommand, runCommand } from '../context.ts'
import { deletionUnclear } from '../errors.ts'
import { readIds } from '../read-ids.ts'
import { withCollection } from '../with-collection.ts'

interface DeleteOptions extends CommonOptions {
  readonly collection?: string
  readonly ids?: string
  readonly filter?: string
  readonly from?: string
  readonly idField?: string
  readonly dryRun?: boolean
}

/** What is to go, and which of the ids that were named are not there. */
interface Deletion {
  readonly choice: DocumentChoice
  readonly found: number
  readonly unknown: readonly string[]
}

/** Of ids that a note names, and that JSON lists. */
const IDS_NAMED = 5
const IDS_LISTED = 1000

export const deleteCommand = (): Command =>
  createCommand('delete', 'Delete documents from a collection')
    .option('--collection <name>', 'collection to delete from (optional if the project has only one)')
    .option('--ids <list>', 'ids, separated by commas')
    .option('--filter <expr>', `every document that matches, such as 'discontinued = true'`)
    .option('--from <file>', 'a file of ids: one on each line, or documents (jsonl, csv, tsv, parquet); - for stdin')
    .option('--id-field <name>', 'field that identifies a document of the file (default: _id, else id)')
    .option('--dry-run', 'only say what would be deleted')
    .action(async (options: DeleteOptions) =>
      runCommand(options, async (context) => {
        const given = [options.ids, options.filter, options.from].filter((one) => one !== undefined)
        if (given.length !== 1) throw deletionUnclear({ given: given.length })
        await withCollection(context, options.collection, async (collection) => run(collection, options, context))
      }),
    )

async function run(collection: Collection, options: DeleteOptions, { terminal, signal }: Context): Promise<void> {
  const { choice, found, unknown } =
    options.filter === undefined
      ? await byIds(collection, await idsIn(options, signal))
      : await byFilter(collection, options.filter)
  const work = { signal, onProgress: terminal.onProgress }
  const isDry = options.dryRun === true
  const deleted = isDry ? found : await collection.delete(choice, work)
  if (!isDry) await collection.settle(work)
  const documents = isDry ? (await collection.count()) - found : await collection.count()
  terminal.json({
    collection: collection.name,
    ...(isDry ? { wouldDelete: found } : { deleted }),
    unknown: unknown.length,
    ...(unknown.length === 0 ? {} : { unknownIds: unknown.slice(0, IDS_LISTED) }),
    documents,
  })
  if (unknown.length > 0) terminal.note(`Not in ${collection.name}: ${named(unknown)}.`)
  const count = (number: number): string => number.toLocaleString('en')
  const notThere = options.filter === undefined ? `, ${count(unknown.length)} unknown` : ''
  terminal.print(
    `${count(deleted)} ${isDry ? 'would be deleted' : 'deleted'}${notThere}: ` +
      `${count(documents)} ${documents === 1 ? 'document' : 'documents'} ${isDry ? 'would be left' : 'left'} in ${collection.name}.`,
  )
}

function named(ids: readonly string[]): string {
  const rest = ids.length - IDS_NAMED
  return `${ids.slice(0, IDS_NAMED).join(', ')}${rest > 0 ? ` and ${rest} more (--json lists them)` : ''}`
}

async function idsIn({ ids, from, idField }: DeleteOptions, signal: AbortSignal): Promise<string[]> {
  const list =
    ids === undefined ? await readIds(from ?? '', { idField, signal }) : ids.split(',').map((id) => id.trim())
  return [...new Set(list.filter((id) => id !== ''))]
}

/** Asked for at a time. */
const BATCH = 1000

async function byIds(collection: Collection, ids: readonly string[]): Promise<Deletion> {
  const unknown: string[] = []
  for (let at = 0; at < ids.length; at += BATCH) {
    const batch = ids.slice(at, at + BATCH)
    const documents = await collection.get(batch)
    unknown.push(...batch.filter((_, i) => documents[i] === undefined))
  }
  return { choice: { ids }, found: ids.length - unknown.length, unknown }
}

async function byFilter(collection: Collection, text: string): Promise<Deletion> {
  const { parseFilter } = await import('../../store/filter/parse-filter.ts')
  const filter = parseFilter(text)
  let found = 0
  for await (const _ of collection.ids({ filter })) found++
  return { choice: { filter }, found, unknown: [] }
}
