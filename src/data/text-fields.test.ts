import { expect, test } from 'vitest'
import type { FieldValue } from './document.ts'
import { findTextFields } from './text-fields.ts'

test.each<{ fields: Readonly<Record<string, FieldValue>>; found: readonly string[] }>([
  { fields: { text: 'x', title: 'Yoghurt', brand: 'Sony' }, found: ['title', 'text'] },
  { fields: { description: 'two words', name: 'Red shoe', sku: 'AB-12 7' }, found: ['description', 'name'] },
  { fields: { url: 'https://x.test/a b c', when: '2024-01-31 12:00', price: 3, ok: true }, found: [] },
  { fields: { body: '東京は日本の首都です', note: null, empty: '' }, found: ['body'] },
  { fields: { title: 2024, body: 'two words' }, found: ['title', 'body'] },
  { fields: { title: ['x'], text: '', tags: ['two words'], metadata: { a: 'two words' } }, found: [] },
])('text is found in $found of $fields', ({ fields, found }) => {
  expect(findTextFields([{ id: '1', fields }])).toEqual(found)
})

test('a field counts as text when at least half of its filled values do', () => {
  const sample = ['Milk', 'Oat milk', '', null].map((name, i) => ({ id: `${i}`, fields: { name } }))
  expect(findTextFields(sample)).toEqual(['name'])
  expect(findTextFields([...sample, { id: 'x', fields: { name: 'Rice' } }])).toEqual([])
})
