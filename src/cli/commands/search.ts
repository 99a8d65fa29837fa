/** @file `attune search`: one query, answered and, if asked, explained. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { Plan } from '../../search/plan.ts'
import type { SearchResult } from '../../search/search-collection.ts'
import type { WordOptions } from '../../search/stages/stage.ts'
import type { Project } from '../../store/project.ts'
import { type CommonOptions, createCommand, runCommand, wholeNumber, withProject } from '../context.ts'
import { describeHit } from '../describe-hit.ts'
import { describePlan } from '../describe-plan.ts'
import { describeReading } from '../describe-reading.ts'

interface CliSearchOptions extends CommonOptions {
  readonly collection?: string
  readonly encoder?: string
  readonly plan?: string
  readonly limit?: number
  readonly offset?: number
  readonly filter?: string
  readonly explain?: boolean
  readonly plain?: boolean
  /** False with --no-typos. */
  readonly typos: boolean
  readonly asYouType?: boolean
  readonly synonyms?: string
}

export const searchCommand = (): Command =>
  createCommand('search', 'Search a collection')
    .argument('<query>', 'what to search for')
    .option('--collection <name>', 'collection to search (optional if the project has only one)')
    .addOption(
      new Option(
        '--plan <plan>',
        'a JSON file, the name of a saved plan, or one of: lexical, dense, hybrid, rrf (default: the default plan of the collection)',
      ),
    )
    .option('--encoder <ref>', "where the collection's encoder is now, if its model was moved (remembered)")
    .addOption(new Option('--limit <n>', 'hits to print').argParser(wholeNumber(0)))
    .addOption(new Option('--offset <n>', 'hits to skip').argParser(wholeNumber(0)))
    .option('--filter <expr>', `only documents that match, such as 'category = "billing" and price < 20'`)
    .option('--plain', 'take the query as text: no "phrases", -without, +must, field:word, prefix*')
    .option('--no-typos', 'do not correct words that no document has')
    .option('--as-you-type', 'take the last word as the beginning of one')
    .option('--synonyms <file>', 'rules such as "tv, television" and "usa => united states", one on each line')
    .option('--explain', 'say where each score comes from, and what each hit lacked to be first')
    .action(async (query: string, options: CliSearchOptions) =>
      runCommand(options, async (context) =>
        withProject(context, 'open', async (project) => {
          const [{ onlyCollection, search }, { readPlan }] = await Promise.all([
            import('../../search/search.ts'),
            import('../read-plan.ts'),
          ])
          const { collection, plan, limit, offset, explain } = options
          if (options.encoder !== undefined)
            await moveEncoder(project, collection ?? (await onlyCollection(project)), options.encoder)
          const result = await search(project, query, {
            collection,
            plan: plan === undefined ? undefined : readPlan(plan),
            limit,
            offset,
            explain,
            counterfactuals: explain,
            words: await wordOptions(options),
            filter:
              options.filter === undefined
                ? undefined
                : (await import('../../store/filter/parse-filter.ts')).parseFilter(options.filter),
            highlight: !context.terminal.isJson,
            notes: true,
            signal: context.signal,
          })
          context.terminal.json(result)
          if (result.suggestion !== undefined) context.terminal.note(`Searched for: ${result.suggestion}`)
          for (const { message } of result.notes ?? []) context.terminal.note(message)
          context.terminal.print(describeResult(result))
        }),
      ),
    )

/** In the place of what the plan says. */
async function wordOptions({ plain, typos, asYouType, synonyms }: CliSearchOptions): Promise<WordOptions> {
  return {
    syntax: plain === true ? 'plain' : undefined,
    typos: typos ? undefined : false,
    asYouType,
    synonyms: synonyms === undefined ? undefined : (await import('../read-synonyms.ts')).readSynonyms(synonyms),
  }
}

async function moveEncoder(project: Project, name: string, ref: string): Promise<void> {
  const collection = await project.collection(name)
  const [space = 'default'] = Object.keys(collection.settings.spaces)
  await project.moveEncoder(collection, space, ref)
}

/** A page behind the last hit says nothing about whether there are any. */
const noHits = ({ offset, limit }: Plan): string =>
  limit === 0 ? 'No hits asked for' : offset === 0 ? 'Nothing found' : `No hits after the first ${offset}`

function describeResult({ hits, plan, timingMs, reading }: SearchResult): string {
  const count = hits.length === 0 ? noHits(plan) : `${hits.length} ${hits.length === 1 ? 'hit' : 'hits'}`
  return [
    ...hits.map(describeHit),
    ...(reading === undefined ? [] : describeReading(reading)),
    `${count} in ${timingMs.total.toFixed(1)} ms by ${describePlan(plan)}`,
  ].join('\n\n')
}
