/** @file `attune plan`: the saved plans of a collection, and the JSON Schema of plan files. */
import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { packageUrl } from '../../base/package-url.ts'
import type { SearchableCollection } from '../../search/searchable-project.ts'
import { type CommonOptions, type Context, createCommand, runCommand, withProject } from '../context.ts'
import { planNotKept } from '../errors.ts'
import { formatTable } from '../terminal.ts'

interface PlanOptions extends CommonOptions {
  readonly collection?: string
}

export const planCommand = (): Command =>
  new Command('plan')
    .description('Save plans with a collection, to search with them by name or by default')
    .addCommand(setCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(removeCommand())
    .addCommand(schemaCommand())

const createPlanCommand = (name: string, description: string): Command =>
  createCommand(name, description).addOption(
    new Option('--collection <name>', 'collection of the plans (optional if the project has only one)'),
  )

const setCommand = (): Command =>
  createPlanCommand('set', 'Save a plan, replacing one of the same name')
    .argument('<name>', 'name of the plan')
    .argument('<file>', 'the plan as JSON')
    .option('--default', 'use it when a search names no plan')
    .action(async (name: string, file: string, options: PlanOptions & { readonly default?: boolean }) =>
      runCommand(options, async (context) => {
        const { readPlanFile } = await import('../read-plan.ts')
        const plan = readPlanFile(file)
        await withCollection(context, options, async ({ plans, name: collection }) => {
          await plans.set(name, plan, { isDefault: options.default })
          const kept = (await plans.list()).find((one) => one.name === name)
          context.terminal.json(kept)
          context.terminal.note(`Saved in ${collection}: ${name}${kept?.isDefault === true ? ' (default)' : ''}.`)
        })
      }),
    )

const listCommand = (): Command =>
  createPlanCommand('list', 'List the saved plans of a collection').action(async (options: PlanOptions) =>
    runCommand(options, async (context) =>
      withCollection(context, options, async ({ plans }) => {
        const kept = await plans.list()
        context.terminal.json({ plans: kept })
        if (kept.length === 0)
          context.terminal.note('No saved plans. The built-in ones are lexical, dense, hybrid and rrf.')
        else
          context.terminal.print(
            formatTable(
              [{ title: 'plan' }, { title: 'default' }],
              kept.map(({ name, isDefault }) => [name, isDefault ? 'yes' : '']),
            ),
          )
      }),
    ),
  )

const showCommand = (): Command =>
  createPlanCommand('show', 'Show a plan as a search of the collection runs it, with every default filled in')
    .argument('[name]', 'a saved plan, or lexical, dense, hybrid, rrf (default: the plan of a search that names none)')
    .action(async (name: string | undefined, options: PlanOptions) =>
      runCommand(options, async (context) =>
        withCollection(context, options, async (collection) => {
          const { planFor } = await import('../../search/plan-for.ts')
          const plan = await planFor(collection, name)
          context.terminal.json(plan)
          context.terminal.print(JSON.stringify(plan, null, 2))
        }),
      ),
    )

const removeCommand = (): Command =>
  createPlanCommand('remove', 'Remove a saved plan')
    .argument('<name>', 'which one')
    .action(async (name: string, options: PlanOptions) =>
      runCommand(options, async (context) =>
        withCollection(context, options, async ({ plans, name: collection }) => {
          const known = (await plans.list()).map((one) => one.name)
          if (!(await plans.remove(name))) throw planNotKept({ name, collection, known })
          context.terminal.json({ removed: name })
          context.terminal.note(`Removed from ${collection}: ${name}.`)
        }),
      ),
    )

const schemaCommand = (): Command =>
  createCommand('schema', 'Print the JSON Schema of plan files, for editors').action(async (options: CommonOptions) =>
    runCommand(options, async ({ terminal }) => {
      const text = readFileSync(packageUrl('dist/plan.schema.json'), 'utf8')
      terminal.json(JSON.parse(text))
      terminal.print(text.trimEnd())
    }),
  )

async function withCollection(
  context: Context,
  { collection }: PlanOptions,
  work: (collection: SearchableCollection) => Promise<void>,
): Promise<void> {
  await withProject(context, 'open', async (project) => {
    const [{ withSearch }, { onlyCollection }] = await Promise.all([
      import('../../search/searchable-project.ts'),
      import('../../search/search.ts'),
    ])
    await work(await withSearch(project).collection(collection ?? (await onlyCollection(project))))
  })
}
