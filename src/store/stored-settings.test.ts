import { expect, it } from 'vitest'
import { parseSettings } from './stored-settings.ts'

const analyzer = { language: 'en' }
const space = { fingerprint: 'ab', dim: 3, isNormalized: true, fields: ['title', 'text'] }

it('settings that an earlier version wrote get a kind, options and a cautious weight', () => {
  const stored = { analyzer, lexicalFields: { text: 1 }, spaces: { default: { encoder: '/models/x', ...space } } }
  expect(parseSettings(JSON.stringify(stored))).toEqual({
    ...stored,
    spaces: {
      default: { ...space, kind: 'dense', encoder: { ref: '/models/x', options: {} }, hybridWeight: 0.2 },
    },
  })
})

it("today's settings are read as they were written", () => {
  const encoder = { ref: 'bundled:default', options: { dim: 64 } }
  const stored = {
    analyzer,
    lexicalFields: { text: 1 },
    spaces: { default: { ...space, kind: 'dense', encoder, hybridWeight: 0.5 } },
  }
  expect(parseSettings(JSON.stringify(stored))).toEqual(stored)
})
