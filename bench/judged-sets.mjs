/** The judged sets that defaults are measured on, and encoders whose vectors are kept beside the system's temporary files: a second run encodes nothing. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cachedEncoder, openEncoder, openVectorCache } from '../dist/index.js'

export const SETS = [
  'scifact',
  'cranfield',
  'liveqa-med',
  'support-docs-rag',
  'code-search',
  'abt-buy',
  'amazon-google',
  'squad-qa',
]
export const FIELDS = { title: 1, text: 1 }

let cache

export async function openCachedEncoder(reference) {
  cache ??= openVectorCache(join(tmpdir(), 'attune-bench-vectors.db'))
  return cachedEncoder(await openEncoder(reference), cache)
}

export const closeCache = () => cache?.close()
