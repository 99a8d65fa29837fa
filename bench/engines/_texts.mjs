/** Reads what the word benchmarks search. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export async function load(folder) {
  const lines = (file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')
  return { corpus: lines('corpus.txt'), queries: lines('queries.txt') }
}
