/** @file A hit as people read it: title, passage with the query's words marked, and where its score comes from. */
import type { LexicalExplanation } from '../index/lexical/lexical-index.ts'
import type { Explanation } from '../search/explanation.ts'
import type { Highlight } from '../search/highlight.ts'
import type { Hit } from '../search/search-collection.ts'
import { wholeCharacterPlace } from '../text/chunk/chunk.ts'
import { style, visible } from './terminal.ts'

const PASSAGE_CHARACTERS = 160

export function describeHit(hit: Hit): string {
  const title = textOf(hit, 'title') ?? textOf(hit, 'name')
  const head = `${String(hit.rank).padStart(3)}. ${style('bold', visible(title ?? hit.id))}  ${style('dim', `${title === undefined ? '' : `${visible(hit.id)}  `}${hit.score.toFixed(4)}`)}`
  const passage = (hit.highlights ?? []).find(({ field }) => field !== 'title')
  const body = passage === undefined ? firstText(hit) : markPassage(passage)
  return [
    head,
    ...(body === '' ? [] : [indent(body)]),
    ...(hit.explain === undefined ? [] : [indent(describeExplanation(hit.explain))]),
  ].join('\n')
}

function textOf(hit: Hit, field: string): string | undefined {
  const value = hit.fields[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function firstText(hit: Hit): string {
  const text =
    textOf(hit, 'text') ?? Object.values(hit.fields).find((value) => typeof value === 'string' && value.length > 40)
  if (typeof text !== 'string') return ''
  const flat = visible(text.slice(0, 4 * PASSAGE_CHARACTERS).replaceAll(/\s+/g, ' '))
  const space = flat.lastIndexOf(' ', PASSAGE_CHARACTERS)
  return flat.length > PASSAGE_CHARACTERS
    ? `${flat.slice(0, space > 0 ? space : wholeCharacterPlace(flat, PASSAGE_CHARACTERS))} ...`
    : flat
}

function markPassage({ passage, marks }: Highlight): string {
  let marked = ''
  let at = 0
  for (const [start, end] of marks) {
    marked += visible(passage.slice(at, start)) + style('yellow', visible(passage.slice(start, end)))
    at = end
  }
  return (marked + visible(passage.slice(at))).replaceAll(/\s+/g, ' ')
}

/** A line for each stage, and one for each word of a lexical stage. */
export function describeExplanation({ stages, fusion, rerank }: Explanation): string {
  const lines = stages.flatMap(({ stage, rank, score, meaning, terms, contribution }) => [
    `${stage}: ${rank === null ? 'not among its candidates' : `rank ${rank}`}, ` +
      `${score === null ? 'no score' : `score ${score.toFixed(4)}`} (${meaning})` +
      (contribution === undefined ? '' : `, adds ${contribution.toFixed(5)}`),
    ...(terms === undefined || terms.deleted === 0 ? [] : [`  ${describeCounted(terms)}`]),
    ...(terms?.terms ?? []).map(
      ({ term, score: part, df, idf, fields }) =>
        `  ${term}: ${part.toFixed(4)} = idf ${idf.toFixed(3)} (in ${df} of ${terms?.documents ?? 0} ${terms?.deleted === 0 ? 'documents' : 'counted'}) x tf part ` +
        `(${
          fields
            .filter(({ tf }) => tf > 0)
            .map(({ field, tf, length }) => `${tf} of ${length} words in ${field}`)
            .join(', ') || 'absent'
        })`,
    ),
  ])
  if (fusion !== undefined) lines.push(`fused: ${fusion.score.toFixed(5)} by ${fusion.method}`)
  if (rerank !== undefined)
    lines.push(`reranked by ${rerank.reranker}: score ${rerank.score.toFixed(4)}, was rank ${rerank.rankBefore}`)
  return lines.map(visible).join('\n')
}

/** Scores count what is in the index, which is more than what can be found until segments are merged. */
const describeCounted = ({ documents, deleted }: LexicalExplanation): string =>
  `${documents} documents are counted: ${documents - deleted}, and ${deleted} replaced or deleted that no merge has removed yet`

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => `     ${line}`)
    .join('\n')
