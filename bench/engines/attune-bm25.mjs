/** Ours: BM25 with MaxScore over one sealed segment. */
import { createLexicalIndex } from '../../dist/index/lexical/create-lexical-index.js'
import { defaultScoring } from '../../dist/index/lexical/scoring.js'
import { sourceOfChunks } from '../../dist/index/segment-file.js'

export { load } from './_texts.mjs'

export async function build({ corpus }) {
  const loading = createLexicalIndex()
  loading.add(corpus.map((text, row) => ({ ordinal: row + 1, fields: { text: text.split(' ') } })))
  const source = sourceOfChunks('words', loading.sealLive().chunks)
  const index = createLexicalIndex()
  index.swap({ added: { name: 'words', source } })
  return index
}

export const search = (index, query, k) =>
  index
    .search({ terms: query.split(' '), fields: { text: 1 }, scoring: defaultScoring, k })
    .ordinals.map((ordinal) => ordinal - 1)
