/** @file `attune add`: adds files to a collection, which is created if it does not exist. */
import type { Command } from 'commander'
import process from 'node:process'
import type { Readable } from 'node:stream'
import type { CollectionAdaptation } from '../../adapt/adapt-collection.ts'
import type { AttuneError } from '../../base/errors.ts'
import type { Peekable } from '../../data/peekable.ts'
import type { LocatedDocument } from '../../data/read-documents.ts'
import type { ImportTarget } from '../../store/open-for-import.ts'
import type { Project } from '../../store/project.ts'
import type { AddReport, Collection, UpdateOptions } from '../../store/collection.ts'
import { type CommonOptions, type Context, createCommand, projectFolder, runCommand, withProject } from '../context.ts'
import { describeAdaptation } from '../describe-adaptation.ts'
import { describeAdding } from '../describe-adding.ts'
import { adaptNeedsEncoder } from '../errors.ts'
import { exitCodes } from '../exit-codes.ts'
import { hubCacheFolder } from '../hub-cache.ts'
import { describeFields, type ImportOptions, wantedOf, withImportOptions } from '../import-options.ts'
import type { Terminal } from '../terminal.ts'

interface AddOptions extends CommonOptions, ImportOptions {
  readonly strict?: boolean
  readonly adapt?: boolean
  readonly merge?: boolean
}

/** What was not added, and what was replaced. */
interface Asides {
  readonly skipped: Map<string, number>
  readonly problems: AttuneError[]
  readonly replacedIds: string[]
}

/** Of replaced ids and of problems that are listed. */
const LISTED_MAX = 1000

export const addCommand = (): Command =>
  withImportOptions(
    createCommand('add', 'Add documents to a collection').argument(
      '<sources...>',
      'files (jsonl, csv, tsv, parquet, md, html, txt, docx, pdf), folders, or - for JSON lines on stdin',
    ),
  )
    .option('--merge', 'change only the given fields of existing documents (a null removes a field)')
    .option('--adapt', 'then adapt the encoder to the documents for up to a minute; kept only if it is better')
    .option('--strict', 'stop at the first file of a folder that cannot be read')
    .action(async (sources: string[], options: AddOptions) =>
      runCommand(options, async (context) => add(sources, options, context)),
    )

async function add(sources: readonly string[], options: AddOptions, context: Context): Promise<void> {
  const { terminal, signal } = context
  const wanted = wantedOf(options)
  const asides: Asides = { skipped: new Map(), problems: [], replacedIds: [] }
  const documents = await readSources(sources, options, { context, asides })
  // Before a project or a collection is made: a mistyped path leaves nothing behind.
  await documents.peek(1)
  if (options.adapt === true) await checkEncoder(options)
  await withProject(context, 'create', async (project) => {
    const { openForImport } = await import('../../store/open-for-import.ts')
    const target = await openForImport(project, options.collection, { wanted, documents })
    const { collection, fieldsFound, fieldsLeftOut } = target
    if (options.adapt === true) await checkCollection(collection)
    if (fieldsFound !== undefined) terminal.note(describeFields(fieldsFound, fieldsLeftOut))
    const work = { signal, onProgress: terminal.onProgress }
    const adding = {
      ...work,
      onReplaced: (id: string) => void (asides.replacedIds.length < LISTED_MAX && asides.replacedIds.push(id)),
    }
    const addAll = async (): Promise<AddReport> =>
      options.merge === true ? merge(collection, documents, adding) : collection.add(documents, adding)
    const report = await orWithout(project, target, { terminal, add: addAll })
    await collection.settle(work)
    const adaptation =
      options.adapt === true ? await adaptTo(project, collection, { report, options, context }) : undefined
    await tell(collection, { report, adaptation, asides, context })
  })
  const [first] = asides.problems
  if (first !== undefined) process.exitCode = exitCodes[first.kind]
}

/** An import that fails at once leaves no collection behind. */
async function orWithout(
  project: Project,
  target: ImportTarget,
  { terminal, add: addAll }: { readonly terminal: Terminal; readonly add: () => Promise<AddReport> },
): Promise<AddReport> {
  try {
    return await addAll()
  } catch (error) {
    const { removeIfUnused } = await import('../../store/open-for-import.ts')
    if (await removeIfUnused(project, target))
      terminal.note(`Nothing was added, so the collection "${target.collection.name}" was not created.`)
    throw error
  }
}

/** Of a collection that is still to be made: nothing is made that could not be adapted. */
async function checkEncoder({ encoder, collection }: AddOptions): Promise<void> {
  if (encoder === undefined) return
  if (encoder === 'none') throw adaptNeedsEncoder({ collection })
  const { adaptableFolder } = await import('../../train/adapt-encoder.ts')
  adaptableFolder(encoder, hubCacheFolder())
}

async function checkCollection(collection: Collection): Promise<void> {
  const { checkAdaptable } = await import('../../adapt/adapt-collection.ts')
  checkAdaptable(collection, { cacheFolder: hubCacheFolder() })
}

interface AdaptTo {
  readonly report: AddReport
  readonly options: AddOptions
  readonly context: Context
}

/** Repeating an import that changes nothing trains nothing. */
async function adaptTo(
  project: Project,
  collection: Collection,
  { report: { added, replaced }, options, context }: AdaptTo,
): Promise<CollectionAdaptation | undefined> {
  const { documents } = collection.settings.spaces['default']?.adapted ?? {}
  if (added + replaced === 0 && documents === (await collection.count())) {
    context.terminal.note('Not adapted again: this import changed no document. To adapt it all the same: attune adapt.')
    return undefined
  }
  const { adapt } = await import('./adapt.ts')
  return adapt(project, collection, { options, context })
}

async function merge(
  collection: Collection,
  documents: Peekable<LocatedDocument>,
  options: UpdateOptions,
): Promise<AddReport> {
  const { updated, missing: _, ...report } = await collection.update(documents, { ...options, missing: 'add' })
  return { replaced: updated, ...report }
}

async function readSources(
  sources: readonly string[],
  { idField, charset, strict = false }: AddOptions,
  { context, asides }: { readonly context: Context; readonly asides: Asides },
): Promise<Peekable<LocatedDocument>> {
  const [{ readDocuments }, { peekable }] = await Promise.all([
    import('../../data/read-documents.ts'),
    import('../../data/peekable.ts'),
  ])
  const { skipped, problems } = asides
  const list = sources.map((source): string | Readable => (source === '-' ? process.stdin : source))
  const onProblem = (problem: AttuneError): void => {
    problems.push(problem)
    context.terminal.note(`Skipped: ${problem.message} ${problem.hint} [${problem.code}]`)
  }
  return peekable(
    readDocuments(list, {
      idField,
      charset,
      name: '<stdin>',
      root: await projectFolder(context.options),
      signal: context.signal,
      onSkip: ({ reason }) => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1),
      ...(strict ? {} : { onProblem }),
    }),
  )
}

interface Told {
  readonly report: AddReport
  readonly adaptation: CollectionAdaptation | undefined
  readonly asides: Asides
  readonly context: Context
}

const counted = (count: number): string => count.toLocaleString('en')

async function tell(collection: Collection, { report, adaptation, asides, context }: Told): Promise<void> {
  const { terminal } = context
  const { skipped, problems, replacedIds } = asides
  const total = await collection.count()
  terminal.json({
    collection: collection.name,
    ...report,
    ...(replacedIds.length === 0 ? {} : { replacedIds }),
    ...(skipped.size === 0 ? {} : { skipped: Object.fromEntries(skipped) }),
    ...(problems.length === 0
      ? {}
      : {
          leftOut: problems
            .slice(0, LISTED_MAX)
            .map(({ code, kind, message, hint }) => ({ code, kind, message, hint })),
        }),
    documents: total,
    ...(adaptation === undefined ? {} : { adapt: adaptation }),
  })
  for (const note of describeAdding(report, asides)) terminal.note(note)
  terminal.print(
    `${counted(report.added)} added, ${counted(report.replaced)} replaced, ${counted(report.unchanged)} unchanged: ` +
      `${counted(total)} ${total === 1 ? 'document' : 'documents'} in ${collection.name}.`,
  )
  if (adaptation !== undefined) terminal.print(`\n${describeAdaptation(adaptation)}`)
}
