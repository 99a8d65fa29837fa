/** What bench/kill.mjs kills: adds a file's documents and prints how many are safe after each commit. */
import { openProject, readDocuments } from '../dist/index.js'

const [, , folder, file] = process.argv
const project = await openProject(folder, { create: true })
const known = (await project.collections()).some(({ name }) => name === 'killed')
const collection = known
  ? await project.collection('killed')
  : await project.createCollection('killed', {
      lexicalFields: { text: 1 },
      spaces: { default: { encoder: 'bundled:default', fields: ['text'] } },
    })
await collection.add(readDocuments(file), { onProgress: ({ done }) => process.stdout.write(`${done}\n`) })
await project.close()
