/** @file Command lines that cannot be read. */
import type { Row } from './row.ts'

const search = (...options: string[]): string[] => ['search', 'walrus', '--collection', 'docs', ...options]

export const commandLineRows: readonly Row[] = [
  {
    name: 'a limit below nothing',
    args: search('--limit', '-1'),
    code: 2,
    error: 'CLI_VALUE_INVALID',
    says: /'-1' is invalid.*attune search --help/s,
  },
  {
    name: 'a limit that is no number',
    args: search('--limit', 'abc'),
    code: 2,
    error: 'CLI_VALUE_INVALID',
    says: 'Expected a whole number, 0 or more',
  },
  {
    name: 'a limit beyond what a plan may have',
    args: search('--limit', '99999999'),
    code: 2,
    error: 'SEARCH_PLAN_INVALID',
    says: 'limit: expected a whole number from 0 to 10000, but got 99999999',
  },
  {
    name: 'an option that does not exist',
    args: search('--limt', '3'),
    code: 2,
    error: 'CLI_OPTION_UNKNOWN',
    says: 'Did you mean --limit?',
  },
  {
    name: 'a command that does not exist',
    args: ['serach', 'walrus'],
    code: 2,
    error: 'CLI_COMMAND_UNKNOWN',
    says: 'Did you mean search?',
  },
  {
    name: 'a command without its option',
    args: ['add', 'docs.jsonl'],
    code: 2,
    error: 'CLI_OPTION_REQUIRED',
    says: '--collection <name>',
  },
  {
    name: 'a query without its quotes',
    args: search('tusks'),
    code: 2,
    error: 'CLI_ARGUMENTS_EXCESS',
    says: 'Expected 1 argument but got 2',
  },
  {
    name: 'a role that does not exist',
    args: ['encode', '--encoder', 'bundled:default', '--role', 'title', '--input', 'a', '--output', 'b'],
    code: 2,
    error: 'CLI_VALUE_INVALID',
    says: 'query, document',
  },
]
