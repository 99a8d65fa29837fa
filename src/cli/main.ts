#!/usr/bin/env node
/** @file The `attune` command: argv in, exit code out. */
import nodeModule from 'node:module'
import process from 'node:process'
import { Command, CommanderError, type Help } from 'commander'
import { exitCodes } from './exit-codes.ts'
import { catchStrays, reportFailure } from './failure.ts'
import { queryLast } from './dashed-query.ts'
import { asUsageError } from './usage-error.ts'
import { version } from '../base/version.ts'

/** In the order in which one meets them. Each is loaded when it is wanted: a search is not to wait for the others' modules. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  add: async () => (await import('./commands/add.ts')).addCommand(),
  sync: async () => (await import('./commands/sync.ts')).syncCommand(),
  get: async () => (await import('./commands/get.ts')).getCommand(),
  delete: async () => (await import('./commands/delete.ts')).deleteCommand(),
  export: async () => (await import('./commands/export.ts')).exportCommand(),
  search: async () => (await import('./commands/search.ts')).searchCommand(),
  suggest: async () => (await import('./commands/suggest.ts')).suggestCommand(),
  adapt: async () => (await import('./commands/adapt.ts')).adaptCommand(),
  plan: async () => (await import('./commands/plan.ts')).planCommand(),
  eval: async () => (await import('./commands/eval.ts')).evalCommand(),
  compare: async () => (await import('./commands/compare.ts')).compareCommand(),
  tune: async () => (await import('./commands/tune.ts')).tuneCommand(),
  choose: async () => (await import('./commands/choose.ts')).chooseCommand(),
  data: async () => (await import('./commands/data.ts')).dataCommand(),
  judge: async () => (await import('./commands/judge.ts')).judgeCommand(),
  score: async () => (await import('./commands/score.ts')).scoreCommand(),
  mteb: async () => (await import('./commands/mteb.ts')).mtebCommand(),
  'rag-eval': async () => (await import('./commands/rag-eval.ts')).ragEvalCommand(),
  encode: async () => (await import('./commands/encode.ts')).encodeCommand(),
  models: async () => (await import('./commands/models.ts')).modelsCommand(),
  collections: async () => (await import('./commands/collections.ts')).collectionsCommand(),
  check: async () => (await import('./commands/check.ts')).checkCommand(),
  demo: async () => (await import('./commands/demo.ts')).demoCommand(),
}

/** @param named what may be the name of a command; help and a mistyped name need them all */
async function createProgram(named: string | undefined): Promise<Command> {
  const program = new Command('attune')
    .description('Choose, tune, run and keep improving semantic search on your own data.')
    .version(version)
    .configureHelp({ sortOptions: false, subcommandTerm: (command) => command.name() } satisfies Partial<Help>)
  const wanted = named !== undefined && Object.hasOwn(commands, named) ? [named] : Object.keys(commands)
  for (const name of wanted) {
    const command = await commands[name]?.()
    if (command !== undefined) program.addCommand(command)
  }
  return overrideExit(program)
}

/** Commander would print and end the process itself; every end goes through one place instead. */
function overrideExit(command: Command, path: readonly string[] = []): Command {
  const here = [...path, command.name()]
  command.configureOutput({ outputError: () => undefined })
  command.exitOverride((error) => {
    // Help and version were printed already, and are not errors when requested.
    throw error.exitCode === 0 || error.code === 'commander.help'
      ? error
      : asUsageError(error, {
          command: here.join(' '),
          words: process.argv.slice(2).filter((word) => !word.startsWith('-')),
        })
  })
  for (const sub of command.commands) overrideExit(sub, here)
  return command
}

const withDashedQuery = (argv: readonly string[]): string[] => [...argv.slice(0, 3), ...queryLast(argv.slice(3))]

// What a command loads is compiled once and for all, where Node can keep it (22 and later).
;(nodeModule as { readonly enableCompileCache?: () => void }).enableCompileCache?.()
catchStrays(process.argv)
try {
  const program = await createProgram(process.argv[2])
  await program.parseAsync(process.argv[2] === 'search' ? withDashedQuery(process.argv) : process.argv)
} catch (error) {
  process.exitCode =
    error instanceof CommanderError
      ? error.exitCode === 0
        ? 0
        : exitCodes['invalid-input']
      : reportFailure(error, process.argv)
}
