/** @file Latencies that were measured before a choice was interrupted: measured again they would differ, and so might the choice. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeFileAtomically } from '../base/write-file.ts'
import { encodersPath } from '../store/open-project.ts'
import type { Project } from '../store/project.ts'
import type { Load } from './measure-load.ts'

export interface KeptLoads {
  readonly get: (plan: string) => Load | undefined
  readonly keep: (plan: string, load: Load) => void
  /** All are measured. */
  readonly forget: () => void
}

/** @param key all that the choice depends on */
export function keptLoads(project: Project, key: unknown): KeptLoads {
  const place = encodersPath(project)
  const name = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16)
  const file = place === undefined ? undefined : join(dirname(place), `choice-${name}.json`)
  const loads = new Map<string, Load>(file === undefined ? [] : readLoads(file))
  return {
    get: (plan) => loads.get(plan),
    keep: (plan, load) => {
      loads.set(plan, load)
      if (file !== undefined) writeFileAtomically(file, [JSON.stringify([...loads])])
    },
    forget: () => {
      if (file !== undefined) rmSync(file, { force: true })
    },
  }
}

function readLoads(file: string): [string, Load][] {
  if (!existsSync(file)) return []
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as [string, Load][]
  } catch {
    // What cannot be read is measured again.
    return []
  }
}
