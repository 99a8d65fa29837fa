import { expect, test } from 'vitest'
import type { Document } from '../data/document.ts'
import { openProject } from '../store/open-project.ts'
import { comparisonHtml } from './comparison-html.ts'
import { comparisonMarkdown } from './comparison-markdown.ts'
import type { PlanComparison } from './comparison.ts'
import { escapeHtml, escapeMarkdown } from './escape.ts'
import { measureCauses } from './measure-causes.ts'
import { compareCollection, type CompareCollectionOptions } from './run-comparison.ts'

const EVIL = '<img src=x onerror=alert(1)> & "quotes" | **bold** [a](http://example.org)\nnext'

const documents: readonly Document[] = [
  {
    id: 'password',
    fields: { title: 'Forgotten password', text: 'Choose a new password with the link that we send you.' },
  },
  { id: 'refund', fields: { title: 'Refund', text: 'You get your money back within ten days.' } },
  { id: 'e-4021', fields: { title: 'Error E-4021', text: 'The valve does not answer: E-4021.' } },
  { id: 'e-4022', fields: { title: 'Error E-4022', text: 'The valve does not move: E-4022.' } },
  { id: 'evil', fields: { title: EVIL, text: 'markup in documents' } },
]

const queries = [
  ['reimbursement', 'refund'],
  ['E-4021 valve', 'e-4021'],
  ['forgoten pasword', 'password'],
  [`${EVIL} markup`, 'evil'],
].map(([text = '', docId = ''], index) => ({ id: `q${index}`, text, docId }))

async function compare(options: Partial<CompareCollectionOptions> = {}): Promise<PlanComparison> {
  const project = await openProject(':memory:', { create: true })
  try {
    const collection = await project.createCollection('help', {
      lexicalFields: { title: 1, text: 1 },
      spaces: { default: { encoder: 'bundled:default' } },
    })
    await collection.add(documents)
    return await compareCollection(collection, {
      queries: queries.map(({ id, text }) => ({ id, text, fields: {} })),
      judgements: new Map(queries.map(({ id, docId }) => [id, new Map([[docId, 1]])])),
      plans: ['lexical', 'dense'],
      project,
      ...options,
    })
  } finally {
    await project.close()
  }
}

test('each query has its scores, its winner and why the other plan is behind, sorted by the difference', async () => {
  // Typos would be corrected for both plans alike.
  const lexical = { name: 'lexical', plan: { retrieve: [{ lexical: { typos: false } }] } }
  const { queries: compared, wins, causes, metric } = await compare({ plans: [lexical, 'dense'] })
  expect(metric).toBe('nDCG@10')
  expect(compared).toHaveLength(4)
  expect(wins.a + wins.b + wins.ties).toBe(4)
  const differences = compared.map(({ difference }) => difference)
  expect(differences).toEqual([...differences].sort((a, b) => b - a))
  expect(compared.find(({ id }) => id === 'q0')).toMatchObject({
    winner: 'dense',
    scores: { lexical: 0 },
    causes: [{ cause: 'no-shared-words', words: ['reimbursement'] }, { cause: 'short-query' }],
    lost: [{ id: 'refund', title: 'Refund', grade: 1, ranks: { lexical: null }, lacks: { rank: null } }],
  })
  expect(compared.find(({ id }) => id === 'q2')?.causes[0]?.cause).toBe('misspelling')
  for (const query of compared) expect(query.causes.length > 0).toBe(query.winner !== null)
  expect(causes.reduce((sum, { count }) => sum + count, 0)).toBe(wins.a + wins.b)
})

test('a plan compared with itself is a tie everywhere, and reports are written all the same', async () => {
  const same = [
    { name: 'one', plan: 'lexical' },
    { name: 'two', plan: 'lexical' },
  ]
  const comparison = await compare({ plans: same })
  expect(comparison.wins).toEqual({ a: 0, b: 0, ties: 4 })
  expect(comparison.causes).toEqual([])
  expect(comparisonHtml(comparison)).toContain('Cannot tell one and two apart')
  expect(comparisonMarkdown(comparison)).toContain('Cannot tell one and two apart')
})

test('a comparison is of two plans', async () => {
  await expect(compare({ plans: ['lexical'] })).rejects.toMatchObject({ code: 'COMPARE_PLANS_NOT_TWO' })
  await expect(compare({ plans: ['lexical', 'dense', 'hybrid'] })).rejects.toMatchObject({
    code: 'COMPARE_PLANS_NOT_TWO',
    hint: expect.stringContaining('Name two'),
  })
})

test('the HTML report is one file that loads nothing, and shows markup in data as text', async () => {
  const html = comparisonHtml(await compare())
  expect(html).not.toContain('<img')
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
  expect(html).not.toMatch(/<(script|link|iframe|img)\b|@import|url\(/)
  expect(html.match(/(?:src|href)=["']/g)).toBeNull()
  expect(html).toContain("default-src 'none'")
  expect(html).toContain('prefers-color-scheme: dark')
  expect(html.match(/<svg [^>]*role="img" aria-label="[^"]+"/g)?.length).toBe(html.match(/<svg /g)?.length)
})

test('the Markdown report keeps its tables, whatever data contain', async () => {
  const markdown = comparisonMarkdown(await compare())
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'))
  for (const row of rows) expect(row.replaceAll(/\\./g, '').split('|').length).toBeGreaterThan(4)
  expect(markdown).not.toMatch(/(?<!\\)</)
  expect(markdown).not.toMatch(/(?<!\\)\*\*bold/)
})

test('what is escaped can be read as it was', () => {
  expect(escapeHtml(`a<b & "c" 'd'\u0007`)).toBe('a&lt;b &amp; &quot;c&quot; &#39;d&#39; ')
  expect(escapeMarkdown(' a|b\n`c` http://x.org www.y.org me@z.org ')).toBe(
    String.raw`a\|b \`c\` http\://x.org www\.y.org me\@z.org`,
  )
})

test('measured against known causes, naming the right one first is right, and naming it at all is a mention', async () => {
  const comparison = await compare()
  const [words, short] = measureCauses(comparison, [
    { queryId: 'q0', cause: 'no-shared-words', loser: 'lexical' },
    { queryId: 'q0', cause: 'short-query' },
    { queryId: 'q1', cause: 'no-shared-words', loser: 'nobody' },
  ])
  expect(words).toMatchObject({ cause: 'no-shared-words', known: 1, right: 1, recall: 1, mentioned: 1 })
  expect(short).toMatchObject({ cause: 'short-query', known: 1, right: 0, recall: 0, mentioned: 1 })
})
