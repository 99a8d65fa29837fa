/**
 * One engine in a process of its own, so that its memory is its own: reads commands as JSON lines, answers each with one.
 *
 *     node bench/engine-process.mjs ENGINE FOLDER
 *     {"do":"build"}                -> {"buildS", "memoryMiB"}
 *     {"do":"round","from","to"}    -> {"ms":[...], "ids":[[...]]}      one query after the other
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const [, , name, folder] = process.argv
const { load, build, search } = await import(`./engines/${name}.mjs`)
const task = JSON.parse(readFileSync(join(folder, 'task.json'), 'utf8'))
const data = await load(folder, task)
const residentMiB = () => {
  globalThis.gc?.()
  return process.memoryUsage().rss / 2 ** 20
}
let engine

const commands = {
  async build() {
    const before = residentMiB()
    const start = performance.now()
    engine = await build(data, task)
    const buildS = (performance.now() - start) / 1000
    return { buildS, memoryMiB: residentMiB() - before }
  },
  async round({ from, to }) {
    const ms = []
    const ids = []
    for (let query = from; query < to; query++) {
      const start = performance.now()
      const found = await search(engine, data.queries[query], task.k)
      ms.push(performance.now() - start)
      ids.push(Array.from(found, Number))
    }
    return { ms, ids }
  },
}

process.stdout.write('{"ready":true}\n')
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  process.stdout.write(`${JSON.stringify(await commands[command.do](command))}\n`)
}
