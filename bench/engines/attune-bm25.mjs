/** Ours: BM25 with MaxScore over one sealed segment, opened from its file as a collection does. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLexicalIndex } from '../../dist/index/lexical/create-lexical-index.js'
import { defaultScoring } from '../../dist/index/lexical/scoring.js'
import { openFileSource } from '../../dist/store/indexes/file-source.js'

export { load } from './_texts.mjs'

export async function build({ corpus }) {
  const loading = createLexicalIndex()
  loading.add(corpus.map((text, row) => ({ ordinal: row + 1, fields: { text: text.split(' ') } })))
  const path = join(mkdtempSync(join(tmpdir(), 'bench-attune-')), 'words')
  writeFileSync(path, Buffer.concat([...loading.sealLive().chunks]))
  const index = createLexicalIndex()
  index.swap({ added: { name: 'words', source: openFileSource(path) } })
  return index
}

const fields = { text: 1 }

export const search = (index, query, k) =>
  index.search({ terms: query.split(' '), fields, scoring: defaultScoring, k }).ordinals.map((ordinal) => ordinal - 1)
