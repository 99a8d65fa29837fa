#!/usr/bin/env node
/** @file The `attune` command: argv in, exit code out. */
import nodeModule from 'node:module'
import process from 'node:process'
import { Command, CommanderError, type Help } from 'commander'
import { addCommand } from './commands/add.ts'
import { collectionsCommand } from './commands/collections.ts'
import { demoCommand } from './commands/demo.ts'
import { encodeCommand } from './commands/encode.ts'
import { evalCommand } from './commands/eval.ts'
import { modelsCommand } from './commands/models.ts'
import { scoreCommand } from './commands/score.ts'
import { searchCommand } from './commands/search.ts'
import { exitCodes } from './exit-codes.ts'
import { catchStrays, reportFailure } from './failure.ts'
import { asUsageError } from './usage-error.ts'
import { version } from './version.ts'

/** In the order in which one meets them. */
const commands: readonly (() => Command)[] = [
  addCommand,
  searchCommand,
  evalCommand,
  scoreCommand,
  encodeCommand,
  modelsCommand,
  collectionsCommand,
  demoCommand,
]

function createProgram(): Command {
  const program = new Command('attune')
    .description('Choose, tune, run and keep improving semantic search on your own data.')
    .version(version)
    .configureHelp({ sortOptions: false, subcommandTerm: (command) => command.name() } satisfies Partial<Help>)
  for (const command of commands) program.addCommand(command())
  return overrideExit(program)
}

/** Commander would print and end the process itself; every end goes through one place instead. */
function overrideExit(command: Command, path: readonly string[] = []): Command {
  const here = [...path, command.name()]
  command.configureOutput({ outputError: () => undefined })
  command.exitOverride((error) => {
    // Help and version are printed by now, and are no mistake when they were asked for.
    throw error.exitCode === 0 || error.code === 'commander.help' ? error : asUsageError(error, here.join(' '))
  })
  for (const sub of command.commands) overrideExit(sub, here)
  return command
}

// What a command loads is compiled once and for all, where Node can keep it (22 and later).
;(nodeModule as { readonly enableCompileCache?: () => void }).enableCompileCache?.()
catchStrays(process.argv)
try {
  await createProgram().parseAsync()
} catch (error) {
  process.exitCode =
    error instanceof CommanderError
      ? error.exitCode === 0
        ? 0
        : exitCodes['invalid-input']
      : reportFailure(error, process.argv)
}
