/** @file `attune check`: every index file read, every count compared with the database, and what is wrong put right. */
import type { Command } from 'commander'
import process from 'node:process'
import type { CheckReport } from '../../store/project.ts'
import { type CommonOptions, createCommand, runCommand, withProject } from '../context.ts'
import { describeBytes } from '../describe-bytes.ts'
import { exitCodes } from '../exit-codes.ts'

interface CheckOptions extends CommonOptions {
  readonly collection?: string
}

export const checkCommand = (): Command =>
  createCommand('check', 'Verify index files and counts against the database, and repair them')
    .option('--collection <name>', 'only this collection (default: all)')
    .action(async (options: CheckOptions) =>
      runCommand(options, async (context) =>
        withProject(context, 'open', async (project) => {
          const { terminal, signal } = context
          const all = (await project.collections()).map(({ name }) => name)
          const reports: CheckReport[] = []
          for (const name of options.collection === undefined ? all : [options.collection])
            reports.push(await project.check(name, { signal }))
          terminal.json({ collections: reports })
          terminal.print(reports.flatMap(describeCheck).join('\n') || 'There is no collection.')
          if (reports.some(({ problems }) => problems.some(({ repaired }) => repaired === undefined)))
            process.exitCode = exitCodes.corrupt
        }),
      ),
    )

function describeCheck({ collection, documents, vectors, files, fileBytes, problems }: CheckReport): string[] {
  const counted = (count: number, noun: string): string =>
    `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
  const all = `${counted(documents, 'document')}, ${counted(vectors, 'vector')}, ${counted(files, 'index file')} (${describeBytes(fileBytes)})`
  return [
    `${collection}: ${all}: ${problems.length === 0 ? 'all agree.' : counted(problems.length, 'problem')}`,
    ...problems.map(
      ({ problem, repaired }) => `  ${repaired === undefined ? 'Not repaired' : `Repaired (${repaired})`}: ${problem}`,
    ),
  ]
}
