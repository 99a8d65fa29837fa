/** @file Judgements, runs, metrics and data sets that cannot be measured with. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { file, type Row } from './row.ts'

const score = (...options: string[]): string[] => ['score', '--qrels', 'qrels.txt', '--run', 'run.txt', ...options]

const both =
  (qrels: string, run: string) =>
  (folder: string): void => {
    file('qrels.txt', qrels)(folder)
    file('run.txt', run)(folder)
  }
const qrels = 'q1 0 d1 1\n'
const run = 'q1 Q0 d1 1 2.5 tag\n'

/** A data set in BEIR's layout, of the files given. */
const dataset =
  (files: Readonly<Record<string, string>>) =>
  (folder: string): void => {
    mkdirSync(join(folder, 'set/qrels'), { recursive: true })
    for (const [name, content] of Object.entries(files)) file(`set/${name}`, content)(folder)
  }
const corpus = { 'corpus.jsonl': '{"_id":"d1","text":"walrus"}\n', 'queries.jsonl': '{"_id":"q1","text":"walrus"}\n' }
const head = 'query-id\tcorpus-id\tscore\n'
const evaluate = (...options: string[]): string[] => ['eval', '--dataset', 'set', ...options]

/** Queries and judgements for the prepared collection. */
const judged =
  (queries: string, judgements: string) =>
  (folder: string): void => {
    file('q.tsv', queries)(folder)
    file('qrels.txt', judgements)(folder)
  }
const ofCollection = (...options: string[]): string[] => [
  'eval',
  '--collection',
  'docs',
  '--queries',
  'q.tsv',
  '--qrels',
  'qrels.txt',
  ...options,
]

export const measureRows: readonly Row[] = [
  {
    name: 'judgements with half a grade',
    prepare: both('q1 0 d1 1.5\n', run),
    args: score(),
    code: 2,
    error: 'DATA_JUDGEMENT_INVALID',
    says: 'qrels.txt:1 is not a valid judgement: the grade "1.5" is not an integer',
  },
  {
    name: 'a run with a score that is no number',
    prepare: both(qrels, 'q1 Q0 d1 1 NaN tag\n'),
    args: score(),
    code: 2,
    error: 'DATA_RUN_INVALID',
    says: 'run.txt:1 is not a valid run line: the score "NaN" is not a finite number',
  },
  {
    name: 'a run with a document twice',
    prepare: both(qrels, `${run}q1 Q0 d1 2 1.5 tag\n`),
    args: score(),
    code: 2,
    error: 'DATA_RUN_INVALID',
    says: 'run.txt:2 is not a valid run line: document "d1" appears twice for query "q1"',
  },
  {
    name: 'a run without a line',
    prepare: both(qrels, ''),
    args: score(),
    code: 2,
    error: 'DATA_NOTHING_TO_READ',
    says: 'run.txt has nothing to read',
  },
  {
    name: 'judgements that are a folder',
    prepare: (folder) => {
      file('run.txt', run)(folder)
      mkdirSync(join(folder, 'qrels.txt'))
    },
    args: score(),
    code: 7,
    error: 'DATA_SOURCE_UNREADABLE',
    says: 'qrels.txt cannot be read: it is a folder',
  },
  {
    name: 'a metric that does not exist',
    prepare: both(qrels, run),
    args: score('--metrics', 'nDGC@10'),
    code: 2,
    error: 'METRICS_UNKNOWN',
    says: 'Did you mean nDCG@10?',
  },
  {
    name: 'a metric without its cut-off',
    prepare: both(qrels, run),
    args: score('--metrics', 'P'),
    code: 2,
    error: 'METRICS_CUTOFF_MISSING',
    says: 'P@10',
  },
  {
    name: 'no metric at all',
    prepare: both(qrels, run),
    args: score('--metrics', ','),
    code: 2,
    error: 'METRICS_NONE_NAMED',
    says: 'names no metric',
  },
  {
    name: 'a data set that is not there',
    args: evaluate(),
    code: 3,
    error: 'DATA_SOURCE_NOT_FOUND',
    says: '"set"',
  },
  {
    name: 'a data set without queries',
    prepare: dataset({ 'corpus.jsonl': corpus['corpus.jsonl'] }),
    args: evaluate(),
    code: 3,
    error: 'DATA_DATASET_INCOMPLETE',
    says: 'has no queries.jsonl',
  },
  {
    name: 'a data set without judgements',
    prepare: dataset(corpus),
    args: evaluate(),
    code: 2,
    error: 'CLI_SPLIT_MISSING',
    says: 'no test split and no judgements',
  },
  {
    name: 'a split that does not exist',
    prepare: dataset({ ...corpus, 'qrels/dev.tsv': `${head}q1\td1\t1\n`, 'qrels/test.tsv': `${head}q1\td1\t1\n` }),
    args: evaluate('--split', 'train'),
    code: 3,
    error: 'DATA_SPLIT_UNKNOWN',
    says: 'no split "train"; it has "dev", "test"',
  },
  {
    name: 'judgements of queries that are not there',
    prepare: dataset({ ...corpus, 'qrels/test.tsv': `${head}q9\td1\t1\n` }),
    args: evaluate(),
    code: 2,
    error: 'DATA_JUDGED_QUERY_UNKNOWN',
    says: 'the first is "q9"',
  },
  {
    name: 'judgements that find nothing relevant',
    prepare: dataset({ ...corpus, 'qrels/test.tsv': `${head}q1\td1\t0\n` }),
    args: evaluate(),
    code: 2,
    error: 'EVALUATE_NO_JUDGEMENTS',
    says: 'nothing to measure',
  },
  {
    name: 'a folder for runs that is a file',
    prepare: (folder) => {
      dataset({ ...corpus, 'qrels/test.tsv': `${head}q1\td1\t1\n` })(folder)
      file('out', 'mine')(folder)
    },
    args: evaluate('--run-out', 'out'),
    code: 2,
    error: 'CLI_OUTPUT_UNWRITABLE',
    says: 'a file with that name exists',
  },
  {
    name: 'an evaluation of nothing',
    args: ['eval'],
    code: 2,
    error: 'CLI_EVALUATION_UNCLEAR',
    says: 'No --dataset, --collection or --report was given',
  },
  {
    name: 'an evaluation of two things',
    args: evaluate('--collection', 'docs'),
    code: 2,
    error: 'CLI_EVALUATION_UNCLEAR',
    says: '--dataset and --collection cannot be combined',
  },
  {
    name: 'a collection without judgements',
    args: ['eval', '--collection', 'docs', '--queries', 'q.tsv'],
    code: 2,
    error: 'CLI_EVALUATION_UNCLEAR',
    says: '--qrels was not given',
  },
  {
    name: 'judgements without queries, whichever collection is meant',
    args: ['eval', '--qrels', 'q.tsv'],
    code: 2,
    error: 'CLI_EVALUATION_UNCLEAR',
    says: '--queries was not given',
  },
  {
    name: 'a collection with the settings of a data set',
    args: ofCollection('--language', 'de'),
    code: 2,
    error: 'CLI_EVALUATION_UNCLEAR',
    says: '--language belongs to --dataset',
  },
  {
    name: 'judgements of documents that a collection does not have',
    prepare: judged('q1\twalrus\n', 'q1 0 docs.jsonl/d0 1\nq1 0 d0.md 1\n'),
    args: ofCollection(),
    code: 2,
    error: 'EVALUATE_NO_JUDGED_DOCUMENTS',
    says: /None of the relevant documents.*the first of 2 is "docs\.jsonl\/d0".*ids such as "d0"/,
  },
  {
    name: 'judgements of queries that the file of queries does not have',
    prepare: judged('q1\twalrus\n', 'q1 0 d0 1\nq2 0 d0 1\nq3 0 d0 1\n'),
    args: ofCollection(),
    code: 2,
    error: 'EVALUATE_JUDGED_QUERY_UNKNOWN',
    says: '2 judged queries are not among the queries (the first is "q2")',
  },
  {
    name: 'a query twice in a file without a header',
    prepare: judged('q1\twalrus\nq2\tkettle\nq1\ttusks\n', qrels),
    args: ofCollection(),
    code: 2,
    error: 'DATA_ID_DUPLICATE',
    says: /"q1".*q\.tsv:1.*q\.tsv:3/,
  },
  {
    name: 'a query without a text',
    prepare: judged('q1\twalrus\nq2\n', qrels),
    args: ofCollection(),
    code: 2,
    error: 'DATA_QUERY_WITHOUT_TEXT',
    says: 'The query "q2" at q.tsv:2 has no "text"',
  },
  {
    name: 'a metric that looks deeper than a search can',
    prepare: judged('q1\twalrus\n', 'q1 0 d0 1\n'),
    args: ofCollection('--metrics', 'nDCG@10,R@20000'),
    code: 4,
    error: 'EVALUATE_METRIC_TOO_DEEP',
    says: 'R@20000 needs more than 10,000 candidates',
  },
  {
    name: 'a query that cannot be searched for',
    prepare: judged(`q1\twalrus\nlong\t${'walrus '.repeat(20_000)}\n`, 'q1 0 d0 1\nlong 0 d0 1\n'),
    args: ofCollection('--plan', 'lexical'),
    code: 2,
    error: 'EVALUATE_QUERY_FAILED',
    says: /The query "long" failed with the plan "lexical".*SEARCH_QUERY_TOO_LONG/,
  },
  {
    name: 'two plans of one name',
    prepare: judged('q1\twalrus\n', 'q1 0 d0 1\n'),
    args: ofCollection('--plan', 'lexical', '--plan', 'lexical'),
    code: 2,
    error: 'EVALUATE_PLAN_NAME_REPEATED',
    says: 'Two plans are called "lexical"',
  },
  {
    name: 'a report that is not there',
    args: ['eval', '--report', 'report.json'],
    code: 2,
    error: 'CLI_REPORT_UNREADABLE',
    says: 'no such file',
  },
  {
    name: 'a report that is to be repeated with other settings',
    prepare: file('report.json', '{}'),
    args: ['eval', '--report', 'report.json', '--encoder', 'bundled:default'],
    code: 2,
    error: 'CLI_EVALUATION_UNCLEAR',
    says: '--encoder cannot be combined with --report',
  },
  {
    name: 'a report that says nothing of what was evaluated',
    prepare: file('report.json', '{"hits":[]}'),
    args: ['eval', '--report', 'report.json'],
    code: 2,
    error: 'EVALUATE_REPORT_UNUSABLE',
    says: 'it has no "plans" and "dataset"',
  },
]
