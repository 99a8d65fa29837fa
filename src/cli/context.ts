/** @file What all commands share: common options, a terminal, a signal that Ctrl-C aborts, and the project. */
import { resolve } from 'node:path'
import process from 'node:process'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Encoder } from '../encode/encoder.ts'
import type { Project } from '../store/project.ts'
import { Interrupted } from './failure.ts'
import { hubCacheFolder } from './hub-cache.ts'
import { createTerminal, type Terminal } from './terminal.ts'

export interface CommonOptions {
  readonly project?: string
  readonly json?: boolean
  readonly quiet?: boolean
  readonly seed: number
  readonly threads?: number
}

export interface Context {
  readonly options: CommonOptions
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

export function wholeNumber(low: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < low)
      throw new InvalidArgumentError(`Expected a whole number, ${low} or more.`)
    return value
  }
}

export function positiveNumber(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('Expected a number above 0.')
  return value
}

/** A command with the options that every command has. */
export function createCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(new Option('--project <dir>', 'project folder (default: the nearest one with .attune/)'))
    .addOption(new Option('--json', 'print one JSON value on stdout; progress and notes go to stderr'))
    .addOption(new Option('--quiet', 'print results only'))
    .addOption(new Option('--seed <n>', 'seed for everything random').default(13).argParser(wholeNumber(0)))
    .addOption(new Option('--threads <n>', 'threads for encoding (default: all cores)').argParser(wholeNumber(1)))
}

/** Runs a command's work; the first Ctrl-C cancels it cleanly, the second ends the process. */
export async function runCommand(options: CommonOptions, work: (context: Context) => Promise<void>): Promise<void> {
  const controller = new AbortController()
  const interrupt = (signal: 'SIGINT' | 'SIGTERM'): void => controller.abort(new Interrupted(signal))
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  const terminal = createTerminal(options)
  try {
    await work({ options, terminal, signal: controller.signal })
  } finally {
    terminal.endProgress()
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

/** The folder of the project that a command works in, whether there is one yet or not. */
export async function projectFolder({ project }: CommonOptions): Promise<string> {
  const { findProject } = await import('../store/open-project.ts')
  return resolve(project ?? findProject(process.cwd()) ?? process.cwd())
}

/** Opens the project that --project names, or the nearest one upward; closes it whatever happens. */
export async function withProject(
  { options, terminal }: Context,
  access: 'open' | 'create',
  work: (project: Project) => Promise<void>,
): Promise<void> {
  const { findProject, openProject } = await import('../store/open-project.ts')
  const found = options.project ?? findProject(process.cwd())
  const folder = found ?? process.cwd()
  if (access === 'create' && findProject(folder) !== resolve(folder))
    terminal.note(`Creating a project in ${folder} (.attune/).`)
  const project = await openProject(folder, {
    create: access === 'create',
    openEncoder: (ref) => openNamedEncoder(ref, options),
    onNotice: terminal.note,
  })
  try {
    await work(project)
  } finally {
    await project.close()
  }
}

export async function openNamedEncoder(ref: string, { threads }: CommonOptions): Promise<Encoder> {
  const { openEncoder } = await import('../encode/open-encoder.ts')
  return openEncoder(ref, { threads, cacheFolder: hubCacheFolder() })
}
