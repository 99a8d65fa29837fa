/** @file A hit as people read it: title, passage with the query's words marked, and where its score comes from. */
import type { Explanation } from '../search/explanation.ts'
import type { Highlight } from '../search/highlight.ts'
import type { Hit } from '../search/search-collection.ts'
import type { TermExplanation } from '../store/collection.ts'
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
    ...(hit.explain !== undefined && hit.reranked === false ? [indent('not reranked: it was below the first')] : []),
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
export function describeExplanation({ stages, fusion, rerank, lacks }: Explanation): string {
  const lines = stages.flatMap(({ stage, rank, score, meaning, terms, contribution }) => [
    `${stage}: ${rank === null ? 'not among its candidates' : `rank ${rank}`}, ` +
      `${score === null ? 'no score' : `score ${score.toFixed(4)}`} (${meaning})` +
      (contribution === undefined ? '' : `, adds ${contribution.toFixed(5)}`),
    ...(terms ?? []).slice(0, 1).flatMap(describeDeleted),
    ...(terms ?? []).map((term) => `  ${describeTerm(term)}`),
  ])
  if (fusion !== undefined) lines.push(`fused: ${fusion.score.toFixed(5)} by ${fusion.method}`)
  if (rerank !== undefined)
    lines.push(`reranked by ${rerank.reranker}: score ${rerank.score.toFixed(4)}, was rank ${rerank.rankBefore}`)
  if (lacks !== undefined && lacks.rank !== 1) lines.push(`otherwise: ${lacks.sentence}`)
  return lines.map(visible).join('\n')
}

/** Scores count everything in the index, which until segments are merged includes deleted documents. */
const describeDeleted = ({ documents, deleted = 0 }: TermExplanation): string[] =>
  deleted === 0
    ? []
    : [
        `  ${documents} documents are counted: ${documents - deleted} current ones, and ${deleted} replaced or deleted ones that no merge has removed yet`,
      ]

function describeTerm(explained: TermExplanation): string {
  const { term, typed, score, df, documents, deleted = 0, weight, part, fields = [] } = explained
  const where = fields.filter(({ tf }) => tf > 0).map(({ field, tf, length }) => `${tf} of ${length} words in ${field}`)
  return (
    `${typed === undefined || typed === term ? term : `${typed} as ${term}`}: ${score.toFixed(4)}` +
    (weight === undefined || part === undefined ? '' : ` = weight ${weight.toFixed(3)} x part ${part.toFixed(3)}`) +
    ` (in ${df} of ${documents} ${deleted === 0 ? 'documents' : 'counted'}; here ${where.join(', ') || 'absent'})`
  )
}

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => `     ${line}`)
    .join('\n')
