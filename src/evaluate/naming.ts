/** @file Adds the query to the error of one query among many. */
import { AttuneError } from '../base/errors.ts'
import type { Query } from '../data/document.ts'
import { queryFailed } from './errors.ts'

/**
 * @param step such as: with the plan "lexical"
 * @returns what to throw; bugs and the reasons of aborted work stay what they are
 */
export function naming(query: Query, step: string, thrown: unknown): unknown {
  if (!(thrown instanceof AttuneError)) return thrown
  const { message: reason, code } = thrown
  return queryFailed({ queryId: query.id, step, reason, code }, thrown)
}
