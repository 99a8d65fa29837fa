/** @file An invalid command line: commander's message as an AttuneError. */
import type { CommanderError } from 'commander'
import type { AttuneError } from '../base/errors.ts'
import { usageWrong } from './errors.ts'
import { meantBy } from './mistyped.ts'

const codes: Readonly<Record<string, string>> = {
  'commander.unknownCommand': 'CLI_COMMAND_UNKNOWN',
  'commander.unknownOption': 'CLI_OPTION_UNKNOWN',
  'commander.missingMandatoryOptionValue': 'CLI_OPTION_REQUIRED',
  'commander.optionMissingArgument': 'CLI_OPTION_WITHOUT_VALUE',
  'commander.invalidArgument': 'CLI_VALUE_INVALID',
  'commander.missingArgument': 'CLI_ARGUMENT_MISSING',
  'commander.excessArguments': 'CLI_ARGUMENTS_EXCESS',
}

const MISTYPED: ReadonlySet<string> = new Set(['commander.unknownCommand', 'commander.excessArguments'])

/** @param command as one types it: attune search; `words` are those of the command line that are no options */
export function asUsageError(
  { code, message }: CommanderError,
  { command, words }: { readonly command: string; readonly words: readonly string[] },
): AttuneError {
  const [said = '', suggestion = ''] = message.replace(/^error: /, '').split('\n')
  const suggested = /^\(Did you mean (?:one of )?(.*)\?\)$/.exec(suggestion)?.[1]
  const meant = (MISTYPED.has(code) ? meantBy(words) : undefined) ?? suggested
  const sentence = said.charAt(0).toUpperCase() + said.slice(1)
  return usageWrong(codes[code] ?? 'CLI_USAGE', {
    problem: sentence.endsWith('.') ? sentence : `${sentence}.`,
    meant,
    command,
  })
}
