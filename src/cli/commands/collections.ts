/** @file `attune collections`: lists the collections of a project, or drops one. */
import type { Command } from 'commander'
import { type CommonOptions, createCommand, runCommand, withProject } from '../context.ts'
import type { CollectionSummary } from '../../store/project.ts'
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

export const collectionsCommand = (): Command =>
  createCommand('collections', 'List the collections of a project, or drop one')
    .option('--drop <name>', 'delete the collection with its documents, vectors and index files')
    .action(async (options: CommonOptions & { readonly drop?: string }) =>
      runCommand(options, async (context) =>
        withProject(context, 'open', async (project) => {
          if (options.drop !== undefined) {
            await project.dropCollection(options.drop)
            context.terminal.note(`Dropped ${options.drop}.`)
          }
          const collections = await project.collections()
          context.terminal.json({ collections })
          for (const hint of collections.flatMap(outgrown)) context.terminal.note(hint)
          context.terminal.print(
            formatTable(
              [
                { title: 'collection' },
                { title: 'documents', align: 'right' },
                { title: 'fields' },
                { title: 'spaces' },
              ],
              collections.map(({ name, documents, settings }) => [
                name,
                documents.toLocaleString('en'),
                Object.keys(settings.lexicalFields).join(', '),
                Object.entries(settings.spaces)
                  .map(([space, { encoder, dim }]) => `${space}: ${encoder.ref}, ${dim}d`)
                  .join('; '),
              ]),
            ),
          )
        }),
      ),
    )
