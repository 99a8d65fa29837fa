/** @file Collections that cannot be adapted, or not now. */
import { expect } from 'vitest'
import { filesIn, type Row } from './row.ts'

const adapt = (...options: string[]): string[] => ['adapt', '--collection', 'docs', '--steps', '20', ...options]

/** The old encoder is there alone. */
const leavesNothing = (folder: string): void =>
  expect(filesIn(folder).filter((name) => name.includes('encoders'))).toEqual([])

export const adaptRows: readonly Row[] = [
  {
    name: 'adapting a space that the collection does not have',
    args: adapt('--space', 'other'),
    code: 3,
    error: 'STORE_SPACE_UNKNOWN',
    says: /"other".*default/s,
    after: leavesNothing,
  },
  {
    name: 'adapting a collection that is not there',
    args: ['adapt', '--collection', 'dogs'],
    code: 3,
    error: 'STORE_COLLECTION_UNKNOWN',
    says: 'docs',
  },
  {
    name: 'adapting while no disk space is left for the encoder',
    args: adapt(),
    fileSizeMax: 5000,
    code: 7,
    error: 'STORE_WRITE_REFUSED',
    says: 'run the same command again',
    after: leavesNothing,
  },
  {
    name: 'reverting what was never adapted',
    args: ['adapt', '--collection', 'docs', '--revert'],
    code: 2,
    error: 'ADAPT_NOT_ADAPTED',
    says: 'there is no adaptation to revert',
  },
  {
    name: 'reverting for so many steps',
    args: adapt('--revert'),
    code: 2,
    error: 'CLI_ADAPT_UNCLEAR',
    says: '--steps cannot be combined with --revert',
  },
  {
    name: 'adapting for no time at all',
    args: ['adapt', '--collection', 'docs', '--minutes', '0'],
    code: 2,
    error: 'CLI_VALUE_INVALID',
    says: 'above 0',
  },
  {
    name: 'minutes of an evaluation that does not adapt',
    args: ['eval', '--dataset', '.', '--minutes', '1'],
    code: 2,
    error: 'CLI_EVALUATION_UNCLEAR',
    says: '--minutes requires --adapt',
  },
  {
    name: 'an evaluation that adapts no encoder',
    args: ['eval', '--dataset', '.', '--adapt', '--encoder', 'none'],
    code: 2,
    error: 'CLI_EVALUATION_UNCLEAR',
    says: '--adapt needs an encoder',
  },
]
