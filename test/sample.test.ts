/** @file The bundled help centre keeps its promises: ids that meet, splits that cover every kind, paraphrases that share no word. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

interface Article {
  readonly _id: string
  readonly title: string
  readonly text: string
  readonly metadata: {
    readonly category: string
    readonly product: string
    readonly updated: string
    readonly views: number
  }
}

interface Question {
  readonly _id: string
  readonly text: string
  readonly metadata: { readonly kind: string }
}

interface Judgement {
  readonly query: string
  readonly document: string
  readonly score: number
}

const folder = resolve(import.meta.dirname, '../samples/help-centre')
const readText = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8').trim()
const readLines = <T>(file: string): T[] =>
  readText(file)
    .split('\n')
    .map((line) => JSON.parse(line) as T)

function readSplit(name: string): Judgement[] {
  const [header, ...rows] = readText('qrels', `${name}.tsv`).split('\n')
  expect(header).toBe('query-id\tcorpus-id\tscore')
  return rows.map((row) => {
    const [query = '', document = '', score = ''] = row.split('\t')
    return { query, document, score: Number(score) }
  })
}

const articles = readLines<Article>('corpus.jsonl')
const questions = readLines<Question>('queries.jsonl')
const splits = { dev: readSplit('dev'), test: readSplit('test') }
const judgements = [...splits.dev, ...splits.test]
const articleOf = new Map(articles.map((article) => [article._id, article]))
const kindOf = new Map(questions.map((question) => [question._id, question.metadata.kind]))

/** Fewest questions of each kind that make its own figure worth reading. */
const LEAST: Readonly<Record<string, number>> = {
  paraphrase: 30,
  code: 20,
  keyword: 12,
  question: 20,
  typo: 12,
  negation: 10,
  'two-intent': 10,
  unanswerable: 15,
  ambiguous: 5,
  claim: 12,
  title: 10,
  product: 12,
}

const scoresOf = (question: Question): number[] =>
  judgements.filter((judgement) => judgement.query === question._id).map((judgement) => judgement.score)

const ofKind = (kind: string): Question[] => questions.filter((question) => question.metadata.kind === kind)

test('every article and question has an id of its own and words', () => {
  expect(articles.length).toBeGreaterThanOrEqual(160)
  expect(articleOf.size).toBe(articles.length)
  expect(kindOf.size).toBe(questions.length)
  expect(articles.filter((article) => article.title === '' || article.text.split(/\s+/).length < 40)).toEqual([])
  expect(questions.filter((question) => question.text === '')).toEqual([])
})

test('every article carries what filters need', () => {
  const isDate = (date: string): boolean => new Date(date).toISOString().slice(0, 10) === date
  const isWhole = ({ metadata: { category, product, updated, views } }: Article): boolean =>
    /^[a-z-]+$/.test(category) && product !== '' && isDate(updated) && Number.isSafeInteger(views) && views > 0
  expect(articles.filter((article) => !isWhole(article))).toEqual([])
})

test('every judgement names a question and an article, once, with a score of 0 to 3', () => {
  const unknown = judgements.filter(({ query, document }) => !kindOf.has(query) || !articleOf.has(document))
  expect(unknown).toEqual([])
  expect(new Set(judgements.map(({ query, document }) => `${query} ${document}`)).size).toBe(judgements.length)
  expect(judgements.filter(({ score }) => ![0, 1, 2, 3].includes(score))).toEqual([])
})

test('every question is in exactly one split, two fifths of them in dev', () => {
  const dev = new Set(splits.dev.map(({ query }) => query))
  const held = new Set(splits.test.map(({ query }) => query))
  expect([...dev].filter((query) => held.has(query))).toEqual([])
  expect(dev.size + held.size).toBe(questions.length)
  expect(dev.size / questions.length).toBeCloseTo(0.4, 1)
})

test.each(Object.entries(LEAST))('there are enough %s questions, in both splits', (kind, least) => {
  expect(ofKind(kind).length).toBeGreaterThanOrEqual(least)
  for (const split of Object.values(splits)) expect(split.some(({ query }) => kindOf.get(query) === kind)).toBe(true)
})

test('no question has a kind that nobody counts', () => {
  expect([...new Set(kindOf.values())].sort()).toEqual(Object.keys(LEAST).sort())
})

test('an unanswerable question has tempting articles but no helpful one', () => {
  const isTempting = (scores: readonly number[]): boolean => scores.length >= 2 && scores.every((score) => score === 0)
  expect(ofKind('unanswerable').filter((question) => !isTempting(scoresOf(question)))).toEqual([])
})

test('any other question has an article that answers it, two-intent questions at least two', () => {
  const answersTo = (question: Question): number => scoresOf(question).filter((score) => score === 3).length
  const needed: Readonly<Record<string, number>> = { unanswerable: 0, 'two-intent': 2 }
  expect(questions.filter((question) => answersTo(question) < (needed[question.metadata.kind] ?? 1))).toEqual([])
})

const STOP_WORDS = new Set(
  `a about after again all although always am an and any are as at be because been before being below between both but
  by can could did do does doing down during each either else ever every everyone everything few for from further had
  has have having he her here him his how i if in into is it its just many may me might more most much must my never no
  none nor not nothing now of off often on once one only or other our out over own s same she should since so some
  something still t than that the their them then there these they this those through to too under until up us was we
  were what when whenever where whether which while who why will with within without would yet you your`.split(/\s+/),
)

/** Cuts an ending off crudely: what counts is that forms of one word meet, not that the rest is a word. */
const stem = (word: string): string =>
  word.replace(/(?<=.{3})(ingly|edly|ation|ments?|ings?|ies|ied|est|ers?|ed|es|ly|e|s|y)$/, '')

const stemsOf = (text: string): Set<string> =>
  new Set((text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !STOP_WORDS.has(word)).map(stem))

test('a paraphrase shares no word with the articles that answer it', () => {
  const shared = judgements
    .filter(({ query, score }) => kindOf.get(query) === 'paraphrase' && score === 3)
    .flatMap(({ query, document }) => {
      const article = articleOf.get(document)
      const question = questions.find(({ _id }) => _id === query)
      const inArticle = stemsOf(`${article?.title} ${article?.text}`)
      return [...stemsOf(question?.text ?? '')].filter((word) => inArticle.has(word)).map((word) => `${query}: ${word}`)
    })
  expect(shared).toEqual([])
})
