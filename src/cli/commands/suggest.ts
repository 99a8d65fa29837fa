/** @file `attune suggest`: completions of what somebody is typing. */
import type { Command } from 'commander'
import { Option } from 'commander'
import { type CommonOptions, createCommand, runCommand, wholeNumber, withProject } from '../context.ts'

interface CliSuggestOptions extends CommonOptions {
  readonly collection?: string
  readonly field?: string
  readonly queries?: string
  readonly limit?: number
}

export const suggestCommand = (): Command =>
  createCommand('suggest', 'Complete what somebody is typing, by titles and by queries')
    .argument('<prefix>', 'what has been typed so far')
    .option('--collection <name>', 'collection whose titles complete (optional if the project has only one)')
    .option('--field <name>', 'field whose values complete (default: title or name)')
    .option('--queries <file>', 'queries that people made: jsonl, csv, tsv or txt')
    .addOption(new Option('--limit <n>', 'completions to print').argParser(wholeNumber(0)))
    .action(async (prefix: string, options: CliSuggestOptions) =>
      runCommand(options, async (context) =>
        withProject(context, 'open', async (project) => {
          const [{ onlyCollection }, { suggest }] = await Promise.all([
            import('../../search/search.ts'),
            import('../../search/suggest.ts'),
          ])
          const { field, limit } = options
          const collection = await project.collection(options.collection ?? (await onlyCollection(project)))
          const queries = options.queries === undefined ? undefined : await queriesIn(options.queries)
          const suggestions = await suggest(collection, prefix, { field, limit, queries })
          context.terminal.json({ suggestions })
          context.terminal.print(
            suggestions.length === 0 ? 'Nothing begins so' : suggestions.map(({ text }) => text).join('\n'),
          )
        }),
      ),
    )

async function queriesIn(file: string): Promise<string[]> {
  const { readQueries } = await import('../../data/query-file.ts')
  return (await readQueries(file)).map(({ text }) => text)
}
