/** @file `attune collections`: lists the collections of a project, or drops one. */
import { relative, sep } from 'node:path'
import type { Command } from 'commander'
import { type CommonOptions, createCommand, runCommand, withProject } from '../context.ts'
import type { CollectionSummary } from '../../store/project.ts'
import type { CollectionUsage } from '../../store/documents/usage.ts'
import { describeBytes } from '../describe-bytes.ts'
import { formatTable } from '../terminal.ts'

/** Twice the documents that it was adapted to: it has seen no half of them. */
const GROWTH = 2

const outgrown = ({ name, documents, settings }: CollectionSummary): string[] =>
  Object.entries(settings.spaces).flatMap(([space, { adapted }]) =>
    adapted === undefined || documents < GROWTH * adapted.documents
      ? []
      : [
          `The encoder of ${name} was adapted to ${adapted.documents} documents; there are now ${documents}, so adapting again may help ` +
            `(attune adapt --collection ${name} --space ${space}).`,
        ],
  )

interface ListedCollection extends CollectionSummary {
  readonly usage: CollectionUsage
}

export const collectionsCommand = (): Command =>
  createCommand('collections', 'List the collections of a project with what they take, or drop one')
    .option('--drop <name>', 'delete the collection with its documents, vectors and index files')
    .action(async (options: CommonOptions & { readonly drop?: string }) =>
      runCommand(options, async (context) =>
        withProject(context, 'open', async (project) => {
          if (options.drop !== undefined) {
            await project.dropCollection(options.drop)
            context.terminal.note(`Dropped ${options.drop}.`)
          }
          const collections: ListedCollection[] = []
          for (const summary of await project.collections())
            collections.push({ ...summary, usage: await project.usage(summary.name) })
          context.terminal.json({ collections })
          for (const hint of collections.flatMap(outgrown)) context.terminal.note(hint)
          context.terminal.print(describeCollections(collections, project.folder))
        }),
      ),
    )

function describeCollections(collections: readonly ListedCollection[], folder: string): string {
  const table = formatTable(
    [
      { title: 'collection' },
      { title: 'documents', align: 'right' },
      { title: 'vectors', align: 'right' },
      { title: 'on disk', align: 'right' },
      { title: 'fragments', align: 'right' },
      { title: 'last write' },
      { title: 'fields' },
      { title: 'spaces' },
    ],
    collections.map(({ name, settings, usage }) => [
      name,
      usage.documents.toLocaleString('en'),
      usage.vectors.toLocaleString('en'),
      describeBytes(totalBytes(usage)),
      usage.fragments.toLocaleString('en'),
      usage.writtenAt?.replace(/\.\d+Z$/, 'Z') ?? '',
      Object.keys(settings.lexicalFields).join(', '),
      Object.entries(settings.spaces)
        .map(([space, { encoder, dim }]) => `${space}: ${fromProject(encoder.ref, folder)}, ${dim}d`)
        .join('; '),
    ]),
  )
  return [table, ...collections.map(describeParts)].join('\n')
}

const totalBytes = ({ bytes }: CollectionUsage): number => Object.values(bytes).reduce((sum, part) => sum + part, 0)

const describeParts = ({ name, usage: { bytes } }: ListedCollection): string =>
  `${name}: documents ${describeBytes(bytes.documents)}, vectors ${describeBytes(bytes.vectors)}, ` +
  `index of words ${describeBytes(bytes.wordIndex)}, of vectors ${describeBytes(bytes.vectorIndexes)}.`

/** A model inside the project is named as it is kept: relative to it. */
const fromProject = (ref: string, folder: string): string =>
  ref.startsWith(folder + sep) ? relative(folder, ref) : ref
