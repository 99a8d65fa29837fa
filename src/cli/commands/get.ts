/** @file `attune get`: documents as they are stored, by their ids. */
import type { Command } from 'commander'
import process from 'node:process'
import { type CommonOptions, createCommand, runCommand } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { withCollection } from '../with-collection.ts'
import { visibleLines } from '../terminal.ts'

interface GetOptions extends CommonOptions {
  readonly collection?: string
}

export const getCommand = (): Command =>
  createCommand('get', 'Show documents as they are stored')
    .argument('<ids...>', 'ids of documents')
    .option('--collection <name>', 'collection that has them (optional if the project has only one)')
    .action(async (ids: string[], options: GetOptions) =>
      runCommand(options, async (context) =>
        withCollection(context, options.collection, async (collection) => {
          const { terminal } = context
          const found = await collection.get(ids)
          const documents = found.filter((document) => document !== undefined)
          const missing = ids.filter((_, i) => found[i] === undefined)
          terminal.json({ collection: collection.name, documents, missing })
          for (const document of documents) terminal.print(visibleLines(JSON.stringify(document, null, 2)))
          if (missing.length === 0) return
          terminal.note(`Not in ${collection.name}: ${missing.join(', ')}.`)
          process.exitCode = exitCodes['not-found']
        }),
      ),
    )
