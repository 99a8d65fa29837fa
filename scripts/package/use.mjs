/** The installed command and library do their work without ONNX Runtime, which is not there. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectTrue, run, runFailing } from './stranger.mjs'

const NOTES = [
  { _id: 'a', text: 'Reset a forgotten password' },
  { _id: 'b', text: 'Change the delivery address' },
]

export function checkUse({ folder, write }, root) {
  expectTrue(!existsSync(join(folder, 'node_modules/onnxruntime-node')), 'onnxruntime-node was installed unasked')
  write('notes.jsonl', NOTES.map((note) => `${JSON.stringify(note)}\n`).join(''))
  const command = join(folder, 'node_modules/.bin/attune')
  const attune = (...args) => run(command, args, folder)
  attune('add', 'notes.jsonl', '--collection', 'notes', '--quiet')
  const search = ['search', 'forgotten password', '--collection', 'notes', '--json', '--plan']
  for (const plan of ['lexical', 'dense', 'hybrid'])
    expectTrue(JSON.parse(attune(...search, plan)).hits[0]?.id === 'a', `the command finds nothing with ${plan}`)

  write('judged/corpus.jsonl', readFileSync(join(folder, 'notes.jsonl')))
  write('judged/queries.jsonl', '{"_id":"q","text":"where is it delivered"}\n')
  write('judged/qrels/test.tsv', 'query-id\tcorpus-id\tscore\nq\tb\t1\n')
  expectTrue(/nDCG@10/.test(attune('eval', '--dataset', 'judged')), 'the evaluation says nothing')
  expectTrue(/help-centre/.test(attune('demo')), 'the demo shows nothing')

  write(
    'use.js',
    `import { openProject, search } from 'attune'
const project = await openProject('.')
const { hits } = await search(project, 'delivery', { collection: 'notes' })
console.log(hits[0].id)
await project.close()`,
  )
  expectTrue(run('node', ['use.js'], folder).trim() === 'b', 'the library finds nothing')

  const transformer = join(root, 'test/golden/encoders/bert-mean-normalize')
  const { stderr } = runFailing(
    command,
    ['encode', '--input', 'notes.jsonl', '--output', 'notes.npy', '--encoder', transformer],
    folder,
  )
  expectTrue(/npm install onnxruntime-node --ignore-scripts/.test(stderr), `the error names no command:\n${stderr}`)
}
