/**
 * One engine in a process of its own, so that its memory is its own: reads commands as JSON lines, answers each with one.
 *
 *     node bench/engine-process.mjs ENGINE FOLDER
 *     {"do":"build"}                -> {"buildS", "memoryMiB", "efs"?}
 *     {"do":"round","from","to","ef"?} -> {"ms":[...], "ids":[[...]]}   one query after the other, until SECONDS_MAX
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const [, , name, folder] = process.argv
const { load, build, search, efs } = await import(`./engines/${name}.mjs`)
const task = JSON.parse(readFileSync(join(folder, 'task.json'), 'utf8'))
const data = await load(folder, task)
const residentMiB = () => {
  globalThis.gc?.()
  return process.memoryUsage().rss / 2 ** 20
}
/** A slow engine's round ends here, with fewer queries. */
const SECONDS_MAX = 20
let engine

const commands = {
  async build() {
    const before = residentMiB()
    const start = performance.now()
    engine = await build(data, task)
    const buildS = (performance.now() - start) / 1000
    return { buildS, memoryMiB: residentMiB() - before, efs }
  },
  async round({ from, to, ef }) {
    const ms = []
    const ids = []
    const end = performance.now() + SECONDS_MAX * 1000
    for (let query = from; query < to && performance.now() < end; query++) {
      const start = performance.now()
      const found = await search(engine, data.queries[query], task.k, ef)
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
