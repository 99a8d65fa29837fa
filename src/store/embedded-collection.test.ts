import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Collection } from './collection.ts'
import { createLetterEncoder, describeCollection } from './collection.contract.ts'
import { openProject } from './open-project.ts'

const openEncoder = async (): Promise<ReturnType<typeof createLetterEncoder>> => createLetterEncoder()

describeCollection({
  name: 'a folder',
  open: async (settings) => {
    const folder = mkdtempSync(join(tmpdir(), 'attune-store-'))
    let project = await openProject(folder, { create: true })
    const collection = await project.createCollection('articles', settings)
    return {
      collection,
      reopen: async (): Promise<Collection> => {
        await project.close()
        project = await openProject(folder, { openEncoder })
        return project.collection('articles')
      },
      dispose: async (): Promise<void> => {
        await project.close()
        rmSync(folder, { recursive: true })
      },
    }
  },
})

describeCollection({
  name: 'memory',
  open: async (settings) => {
    const project = await openProject(':memory:')
    return { collection: await project.createCollection('articles', settings), dispose: project.close }
  },
})
