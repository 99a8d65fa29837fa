/** @file Queries, plans and filters that cannot be answered. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { file, type Row } from './row.ts'

const search = (...options: string[]): string[] => ['search', 'walrus', '--collection', 'docs', ...options]

/** Rows of plans differ in the plan only. */
const planRow = ({ plan, ...row }: Omit<Row, 'args' | 'prepare'> & { readonly plan: unknown }): Row => ({
  ...row,
  prepare: file('plan.json', typeof plan === 'string' ? plan : JSON.stringify(plan)),
  args: search('--plan', 'plan.json'),
})

const planRows: readonly Row[] = [
  {
    name: 'a plan that is no JSON',
    plan: '{ retrieve: ',
    code: 2,
    error: 'CLI_PLAN_UNREADABLE',
    says: /"plan\.json" cannot be read: .*JSON/,
  },
  {
    name: 'a plan that is a list',
    plan: [],
    code: 2,
    error: 'SEARCH_PLAN_INVALID',
    says: 'expected an object, but got Array',
  },
  {
    name: 'a plan with an unknown key, deep inside',
    plan: { retrieve: [{ lexical: { top: 3 } }] },
    code: 2,
    error: 'SEARCH_PLAN_INVALID',
    says: 'retrieve[0].lexical.top: unknown key; known here: fields, k, scoring',
  },
  {
    name: 'a plan with a text where a number belongs',
    plan: { retrieve: [{ lexical: { k: '100' } }] },
    code: 2,
    error: 'SEARCH_PLAN_INVALID',
    says: 'retrieve[0].lexical.k: expected a whole number from 1 to 10000, but got "100"',
  },
  {
    name: 'a plan with two weights for one stage',
    plan: { retrieve: [{ lexical: {} }], fuse: { rrf: { weights: [1, 2] } } },
    code: 2,
    error: 'SEARCH_PLAN_INVALID',
    says: 'fuse: expected one weight for each stage of "retrieve"',
  },
  {
    name: 'a plan with a scoring formula that does not exist',
    plan: { retrieve: [{ lexical: { scoring: { formula: 'bm26' } } }] },
    code: 2,
    error: 'SEARCH_PLAN_INVALID',
    says: /retrieve\[0\]\.lexical\.scoring\.formula: .*"lucene".*"bm26"/,
  },
  {
    name: 'a plan for a space that the collection has not',
    plan: { retrieve: [{ dense: { space: 'images' } }] },
    code: 3,
    error: 'SEARCH_SPACE_UNKNOWN',
    says: 'only: default',
  },
  {
    name: 'a plan for a field that is not indexed',
    plan: { retrieve: [{ lexical: { fields: { body: 1 } } }] },
    code: 3,
    error: 'SEARCH_FIELD_UNKNOWN',
    says: /"body".*title, text/,
  },
  {
    name: 'a plan for a field that every JavaScript object has',
    plan: { retrieve: [{ lexical: { fields: { toString: 1 } } }] },
    code: 3,
    error: 'SEARCH_FIELD_UNKNOWN',
    says: '"toString"',
  },
  {
    name: 'a plan with a reranker that does not exist',
    plan: { retrieve: [{ lexical: {} }], rerank: { reranker: 'big' } },
    code: 3,
    error: 'SEARCH_RERANKER_UNKNOWN',
    says: '"big"',
  },
  {
    name: 'a plan with a reranker that every JavaScript object has',
    plan: { retrieve: [{ lexical: {} }], rerank: { reranker: 'toString' } },
    code: 3,
    error: 'SEARCH_RERANKER_UNKNOWN',
    says: '"toString"',
  },
  {
    name: 'a plan whose filter has no comparison',
    plan: { retrieve: [{ lexical: {} }], filter: { field: 'price' } },
    code: 2,
    error: 'SEARCH_PLAN_INVALID',
    says: /filter: .*gt, gte, lt, lte/,
  },
].map(planRow)

export const searchRows: readonly Row[] = [
  ...planRows,
  {
    name: 'a plan file that is not there',
    args: search('--plan', 'plans/lexcial.json'),
    code: 3,
    error: 'CLI_PLAN_NOT_FOUND',
    says: /"plans\/lexcial\.json".*lexical, dense, hybrid, rrf/s,
  },
  {
    name: 'a plan that nobody knows by this name',
    args: search('--plan', 'lexcial'),
    code: 3,
    error: 'SEARCH_PLAN_UNKNOWN',
    says: /"lexcial".*lexical, dense, hybrid, rrf/s,
  },
  {
    name: 'an empty query',
    args: ['search', '', '--collection', 'docs'],
    code: 2,
    error: 'SEARCH_QUERY_EMPTY',
    says: 'The query is empty',
  },
  {
    name: 'a query of white space',
    args: ['search', ' \t\n ', '--collection', 'docs'],
    code: 2,
    error: 'SEARCH_QUERY_EMPTY',
    says: 'The query is empty',
  },
  {
    name: 'a query as long as a book',
    args: ['search', 'walrus '.repeat(15_000), '--collection', 'docs'],
    code: 2,
    error: 'SEARCH_QUERY_TOO_LONG',
    says: '105,000 characters; the limit is 100,000',
  },
  {
    name: 'a filter that stops in the middle',
    args: search('--filter', 'price <'),
    code: 2,
    error: 'STORE_FILTER_UNREADABLE',
    says: /position 8.*\n {2}price <\n {9}\^/,
  },
  {
    name: 'a filter that compares numbers with a text',
    args: search('--filter', 'price < "cheap"'),
    code: 2,
    error: 'STORE_FILTER_TYPE_MISMATCH',
    says: /"price" with "cheap", a string.*number/,
  },
  {
    name: 'a collection that does not exist',
    args: ['search', 'walrus', '--collection', 'dogs'],
    code: 3,
    error: 'STORE_COLLECTION_UNKNOWN',
    says: 'no collection "dogs"; it has: docs',
  },
  {
    name: 'dropping a collection that does not exist',
    args: ['collections', '--drop', 'dogs'],
    code: 3,
    error: 'STORE_COLLECTION_UNKNOWN',
    says: 'no collection "dogs"; it has: docs',
  },
  {
    name: 'a project folder that does not exist',
    args: search('--project', 'nowhere'),
    code: 3,
    error: 'STORE_PROJECT_NOT_FOUND',
    says: /nowhere".*--project/s,
  },
  {
    name: 'a folder that is no project',
    prepare: (folder) => mkdirSync(join(folder, 'plain')),
    args: search('--project', 'plain'),
    code: 3,
    error: 'STORE_PROJECT_NOT_FOUND',
    says: 'no .attune folder',
  },
]
