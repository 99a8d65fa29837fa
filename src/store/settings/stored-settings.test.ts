import { expect, it } from 'vitest'
import { createAnalyzer } from '../../text/analyzer.ts'
import type { CollectionSettings } from '../collection.ts'
import { join, resolve } from 'node:path'
import { formatSettings, parseSettings } from './stored-settings.ts'

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

it('folders within the project are kept relative to it, others and names as they are', () => {
  const project = resolve('/srv/shop')
  const settingsOf = (ref: string): CollectionSettings => ({
    analyzer: createAnalyzer({}).settings,
    lexicalFields: { text: 1 },
    spaces: { default: { ...space, kind: 'dense', encoder: { ref, options: {} }, hybridWeight: 0.5 } },
  })
  const movedTo = (ref: string, folder: string): string | undefined =>
    parseSettings(formatSettings(settingsOf(ref), project), folder).spaces['default']?.encoder.ref
  const elsewhere = resolve('/srv/copy')
  expect(movedTo(join(project, 'models', 'm1'), elsewhere)).toBe(join(elsewhere, 'models', 'm1'))
  expect(movedTo(join(project, '..m1'), elsewhere)).toBe(join(elsewhere, '..m1'))
  for (const ref of [resolve('/srv/shop-2/m1'), resolve('/srv/m1'), project, 'bundled:default', 'hub:a/b', 'lengths'])
    expect(movedTo(ref, elsewhere)).toBe(ref)
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
