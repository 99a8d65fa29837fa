import { expect, test } from 'vitest'
import { nameSpaces } from './name-spaces.ts'

test('a single encoder fills the default space, whatever it is called', () => {
  expect(nameSpaces(['models/all-MiniLM-L6-v2'])).toEqual({ default: 'models/all-MiniLM-L6-v2' })
})

test('several are called by the last part of their references', () => {
  expect(
    nameSpaces(['bundled:default', '../models/all-MiniLM-L6-v2/', 'hub:owner/tiny@v1', 'C:\\models\\e5 small']),
  ).toEqual({
    bundled: 'bundled:default',
    'all-MiniLM-L6-v2': '../models/all-MiniLM-L6-v2/',
    tiny: 'hub:owner/tiny@v1',
    'e5-small': 'C:\\models\\e5 small',
  })
})

test('two of one name are numbered, and the same reference twice is one encoder', () => {
  expect(nameSpaces(['a/model', 'b/model', 'a/model'])).toEqual({ model: 'a/model', 'model-2': 'b/model' })
})

test('whatever a reference is written like, its name is one that a space can have', () => {
  for (const name of Object.keys(nameSpaces(['..', '.hidden', 'x'.repeat(90), 'ü'])))
    expect(name).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/)
})
