/** @file `attune sync`: keeps a collection in step with a folder, once or for as long as it runs. */
import type { Command } from 'commander'
import process from 'node:process'
import { AttuneError } from '../../base/errors.ts'
import type { FolderSource } from '../../data/folder-source.ts'
import type { Collection } from '../../store/collection.ts'
import type { ImportTarget } from '../../store/open-for-import.ts'
import type { Project } from '../../store/project.ts'
import type { SyncChange, SyncReport } from '../../store/sync.ts'
import { type CommonOptions, type Context, createCommand, projectFolder, runCommand, withProject } from '../context.ts'
import { describeAdding } from '../describe-adding.ts'
import { exitCodes } from '../exit-codes.ts'
import { describeFields, type ImportOptions, wantedOf, withImportOptions } from '../import-options.ts'
import { visible } from '../terminal.ts'

interface SyncCommandOptions extends CommonOptions, ImportOptions {
  readonly watch?: boolean
  readonly dryRun?: boolean
  readonly allowEmpty?: boolean
}

export const syncCommand = (): Command =>
  withImportOptions(
    createCommand('sync', 'Keep a collection in step with a folder: new, changed, moved and vanished files').argument(
      '<folder>',
      'a folder (or one file); only documents that came from it are ever removed',
    ),
  )
    .option('--dry-run', 'only show what would be done')
    .option('--watch', 'go on whenever something changes, until Ctrl-C')
    .option('--allow-empty', 'let a folder without any document remove all that came from it')
    .action(async (folder: string, options: SyncCommandOptions) =>
      runCommand(options, async (context) => {
        const pass: Pass = { folder, options, context }
        if (options.dryRun === true) await rehearse(pass)
        else
          await withProject(context, 'create', async (project) =>
            (options.watch === true ? watch : once)(project, pass),
          )
      }),
    )

interface Pass {
  readonly folder: string
  readonly options: SyncCommandOptions
  readonly context: Context
}

async function once(project: Project, pass: Pass): Promise<void> {
  const { collection, outcome } = await syncInto(project, pass)
  await tell(collection, outcome, pass)
}

/** A sync that fails at once leaves no collection behind. */
async function syncInto(
  project: Project,
  pass: Pass,
): Promise<{ readonly collection: Collection; readonly outcome: Outcome }> {
  const target = await openCollection(project, pass)
  try {
    return { collection: target.collection, outcome: await sync(target.collection, pass) }
  } catch (error) {
    const { removeIfUnused } = await import('../../store/open-for-import.ts')
    await removeIfUnused(project, target)
    throw error
  }
}

async function watch(project: Project, pass: Pass): Promise<void> {
  const { folder, context } = pass
  const { terminal, signal } = context
  const { watchFolder } = await import('../../data/watch-folder.ts')
  const onUnwatchable = (reason: string, everyMs: number): void =>
    terminal.note(`${folder} cannot be watched (${reason}): it is looked through every ${everyMs / 1000} s.`)
  let passes = 0
  for await (const _ of watchFolder(folder, { signal, onUnwatchable })) {
    try {
      await project.exclusively(async () => {
        const { collection, outcome } = await syncInto(project, pass)
        if (passes === 0 || isChange(outcome)) await tell(collection, outcome, pass)
      }, context)
      if (passes++ === 0) terminal.note(`Watching ${folder}; Ctrl-C ends it.`)
    } catch (error) {
      // A folder that is gone for a moment, a file twice: the next change may mend it.
      if (!(error instanceof AttuneError) || passes === 0) throw error
      terminal.note(`Not in step: ${error.message} ${error.hint} [${error.code}]`)
    }
  }
}

const isChange = ({ report: { added, changed, moved, removed }, problems }: Outcome): boolean =>
  added + changed + moved + removed + problems.length > 0

/** What would be done, without a project or a collection being made for it. */
async function rehearse(pass: Pass): Promise<void> {
  const { options, context } = pass
  const { findProject, openProject } = await import('../../store/open-project.ts')
  const found = findProject(options.project ?? process.cwd())
  const known =
    found === undefined ? undefined : await openProject(found, { readOnly: true, onNotice: context.terminal.note })
  const exists = (await known?.collections())?.some(({ name }) => name === options.collection) ?? false
  const project = known !== undefined && exists ? known : await openProject(':memory:')
  try {
    const collection = await (exists
      ? project.collection(options.collection)
      : project.createCollection(options.collection))
    await tell(collection, await sync(collection, pass), pass)
  } finally {
    await project.close()
    await known?.close()
  }
}

async function openCollection(project: Project, { folder, options, context }: Pass): Promise<ImportTarget> {
  const [{ openForImport }, { readDocuments }, { peekable }] = await Promise.all([
    import('../../store/open-for-import.ts'),
    import('../../data/read-documents.ts'),
    import('../../data/peekable.ts'),
  ])
  const { idField, charset } = options
  const sample = readDocuments(folder, { idField, charset, root: project.folder, onProblem: () => undefined })
  try {
    const target = await openForImport(project, options.collection, {
      wanted: wantedOf(options),
      documents: peekable(sample),
    })
    if (target.fieldsFound !== undefined)
      context.terminal.note(describeFields(target.fieldsFound, target.fieldsLeftOut))
    return target
  } finally {
    await sample.return(undefined)
  }
}

interface Outcome {
  readonly source: FolderSource
  readonly report: SyncReport
  readonly changes: readonly SyncChange[]
  readonly skipped: ReadonlyMap<string, number>
  readonly problems: readonly AttuneError[]
}

async function sync(collection: Collection, { folder, options, context }: Pass): Promise<Outcome> {
  const { terminal, signal } = context
  const { openFolderSource } = await import('../../data/folder-source.ts')
  const problems: AttuneError[] = []
  const changes: SyncChange[] = []
  const skipped = new Map<string, number>()
  const onProblem = (problem: AttuneError): void => {
    problems.push(problem)
    terminal.note(`Kept as it is stored: ${problem.message} ${problem.hint} [${problem.code}]`)
  }
  const source = await openFolderSource(folder, {
    root: await projectFolder(options),
    idField: options.idField,
    charset: options.charset,
    signal,
    onSkip: ({ reason }) => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1),
    onProblem,
  })
  const work = { signal, onProgress: terminal.onProgress }
  const report = await collection.sync(source.documents(), {
    ...work,
    source: `folder:${source.name}`,
    dryRun: options.dryRun,
    allowEmpty: options.allowEmpty,
    onProblem,
    isUnread: ({ part }) => source.isUnread(part),
    onChange: (change) => void (options.dryRun === true && changes.push(change)),
  })
  if (options.dryRun !== true) await collection.settle(work)
  return { source, report, changes, skipped, problems }
}

async function tell(
  collection: Collection,
  { source, report, changes, skipped, problems }: Outcome,
  { options, context: { terminal } }: Pass,
): Promise<void> {
  const isDry = options.dryRun === true
  const documents = await collection.count()
  terminal.json({
    collection: collection.name,
    source: source.name,
    ...(isDry ? { dryRun: true, changes } : {}),
    ...report,
    ...(skipped.size === 0 ? {} : { skipped: Object.fromEntries(skipped) }),
    ...(problems.length === 0
      ? {}
      : { leftOut: problems.map(({ code, kind, message, hint }) => ({ code, kind, message, hint })) }),
    documents,
  })
  const { misfits = [] } = report
  const asAdding = { added: 0, replaced: 0, unchanged: 0, misfits }
  for (const note of describeAdding(asAdding, { skipped, problems: [], replacedIds: [] })) terminal.note(note)
  for (const change of changes) terminal.print(describeChange(change))
  const kept = report.kept === 0 ? '' : `, ${counted(report.kept)} kept (could not be read)`
  const counts =
    `${counted(report.added)} added, ${counted(report.changed)} changed, ${counted(report.moved)} moved, ` +
    `${counted(report.removed)} removed, ${counted(report.unchanged)} unchanged${kept}`
  const total = `${counted(documents)} ${documents === 1 ? 'document' : 'documents'} in ${collection.name}.`
  terminal.print(isDry ? `Would be: ${counts}. Nothing was changed.` : `${counts}: ${total}`)
  const [first] = problems
  if (first !== undefined) process.exitCode = exitCodes[first.kind]
}

const counted = (count: number): string => count.toLocaleString('en')

const signs: Readonly<Record<SyncChange['kind'], string>> = { added: '+', changed: '~', moved: '>', removed: '-' }

const describeChange = ({ kind, id, from }: SyncChange): string =>
  `${signs[kind]} ${visible(from === undefined ? id : `${from} -> ${id}`)}`
