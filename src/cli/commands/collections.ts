/** @file `attune collections`: lists the collections of a project, or drops one. */
import type { Command } from 'commander'
import { type CommonOptions, createCommand, runCommand, withProject } from '../context.ts'
import { formatTable } from '../terminal.ts'

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
