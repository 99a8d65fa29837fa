/** @file Encoders that cannot be opened, and texts that cannot be encoded. */
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { goldenFile } from '../golden.ts'
import { file, filesIn, type Row } from './row.ts'

const info = ['models', 'info', 'model']

/** A tiny transformer, then what is wrong with it. */
const model =
  (spoil: (folder: string) => void) =>
  (folder: string): void => {
    const place = join(folder, 'model')
    const original = goldenFile('encoders/bert-mean-normalize') ?? ''
    mkdirSync(join(place, '1_Pooling'), { recursive: true })
    // Not copied with their rights: nobody may write to the originals.
    for (const name of filesIn(original)) writeFileSync(join(place, name), readFileSync(join(original, name)))
    spoil(place)
  }

function change(path: string, from: RegExp | string, to: string): void {
  writeFileSync(path, readFileSync(path, 'latin1').replace(from, to), 'latin1')
}

const texts = (...lines: unknown[]): ((folder: string) => void) =>
  file('in.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join(''))

const encode = (output: string): string[] => [
  'encode',
  '--encoder',
  'bundled:default',
  '--input',
  'in.jsonl',
  '--output',
  output,
]

export const modelRows: readonly Row[] = [
  {
    name: 'an encoder folder that is not there',
    args: info,
    code: 3,
    error: 'ENCODE_MODEL_NOT_FOUND',
    says: /no model at ".*model".*bundled:default/s,
  },
  {
    name: 'an encoder folder without config.json',
    prepare: (folder) => mkdirSync(join(folder, 'model')),
    args: info,
    code: 3,
    error: 'ENCODE_MODEL_FILE_MISSING',
    says: 'has no config.json',
  },
  {
    name: 'a model of a type that is not known',
    prepare: model((place) => change(join(place, 'config.json'), /"model_type":\s*"bert"/, '"model_type": "llama"')),
    args: info,
    code: 4,
    error: 'ENCODE_ARCHITECTURE_UNKNOWN',
    says: /"llama"; supported types: "bert"/,
  },
  {
    name: 'weights that were cut short',
    prepare: model((place) => truncateSync(join(place, 'model.safetensors'), 100_000)),
    args: info,
    code: 6,
    error: 'TENSOR_FILE_TRUNCATED',
    says: 'has 100000 bytes, but its header requires',
  },
  {
    name: 'a pointer in place of the weights',
    prepare: model((place) =>
      change(join(place, 'model.safetensors'), /^[^]*$/, 'version https://git-lfs.github.com/spec/v1\n'),
    ),
    args: info,
    code: 6,
    error: 'TENSOR_FILE_DAMAGED',
    says: 'Git LFS pointer',
  },
  {
    name: 'weights without one of their tensors',
    prepare: model((place) =>
      change(
        join(place, 'model.safetensors'),
        'encoder.layer.0.output.dense.bias',
        'encoder.layer.0.output.dense.BIAS',
      ),
    ),
    args: info,
    code: 3,
    error: 'TENSOR_MISSING',
    says: /has no tensor "encoder\.layer\.0\.output\.dense\.bias"; it has "/,
  },
  {
    name: 'an encoder folder without its tokenizer',
    prepare: model((place) => rmSync(join(place, 'tokenizer.json'))),
    args: info,
    code: 3,
    error: 'ENCODE_MODEL_FILE_MISSING',
    says: 'has no tokenizer.json',
  },
  {
    name: 'a tokenizer that is none',
    prepare: model((place) => change(join(place, 'tokenizer.json'), /^[^]*$/, '{}')),
    args: info,
    code: 6,
    error: 'TEXT_TOKENIZER_UNUSABLE',
    says: 'tokenizer.json',
  },
  {
    name: 'a configuration that is no JSON',
    prepare: model((place) => change(join(place, 'config.json'), /^[^]*$/, '{')),
    args: info,
    code: 6,
    error: 'ENCODE_MODEL_FILE_DAMAGED',
    says: 'config.json cannot be used',
  },
  {
    name: 'a model on the hub',
    args: ['models', 'info', 'hub:owner/name@main'],
    code: 3,
    error: 'ENCODE_HUB_MODEL_ABSENT',
    says: /does not download.*git clone/s,
  },
  {
    name: 'a bundled model that does not come with this package',
    args: ['models', 'info', 'bundled:large'],
    code: 2,
    error: 'ENCODE_REF_MALFORMED',
    says: 'bundled:default',
  },
  {
    name: 'another encoder than the collection has',
    prepare: texts({ _id: 'x', text: 'one' }),
    args: ['add', 'in.jsonl', '--collection', 'docs', '--encoder', 'none'],
    code: 2,
    error: 'CLI_SETTINGS_FIXED',
    says: 'created with --encoder bundled:default',
  },
  {
    name: 'a teacher that is not there',
    args: ['models', 'distill', '--teacher', 'nowhere', '--output', 'out'],
    code: 3,
    error: 'ENCODE_MODEL_NOT_FOUND',
    says: 'nowhere',
  },
  {
    name: 'more dimensions than the teacher has',
    prepare: model(() => undefined),
    args: ['models', 'distill', '--teacher', 'model', '--output', 'out', '--dim', '999'],
    code: 2,
    error: 'ENCODE_DISTILL_TOO_WIDE',
    says: /999 .*32/,
  },
  {
    name: 'a row to encode without text',
    prepare: texts({ text: 'one' }, { txt: 'two' }),
    args: encode('out.npy'),
    code: 2,
    error: 'CLI_NO_TEXT_IN_ROW',
    says: 'Line 2 of "in.jsonl"',
  },
  {
    name: 'a blank line among texts to encode',
    prepare: file('in.jsonl', '"one"\n\n"two"\n'),
    args: encode('out.npy'),
    code: 2,
    error: 'CLI_LINE_BLANK',
    says: 'Line 2 of "in.jsonl" is blank',
  },
  {
    name: 'a blank line after the texts to encode',
    prepare: file('in.jsonl', '"one"\n"two"\n   \n'),
    args: encode('out.npy'),
    code: 2,
    error: 'CLI_LINE_BLANK',
    says: 'Line 3 of "in.jsonl" is blank',
  },
  {
    name: 'texts to encode that are not there',
    args: encode('out.npy'),
    code: 3,
    error: 'DATA_SOURCE_NOT_FOUND',
    says: 'in.jsonl',
  },
  {
    name: 'nothing to encode',
    prepare: texts(),
    args: encode('out.npy'),
    code: 2,
    error: 'DATA_NOTHING_TO_READ',
    says: 'in.jsonl has nothing to read',
  },
  {
    name: 'an output in a folder that does not exist',
    prepare: texts('one'),
    args: encode('nowhere/out.npy'),
    code: 2,
    error: 'CLI_OUTPUT_UNWRITABLE',
    says: 'its folder does not exist',
  },
  {
    name: 'an output that is a folder',
    prepare: (folder) => {
      texts('one')(folder)
      mkdirSync(join(folder, 'out'))
    },
    args: encode('out'),
    code: 2,
    error: 'CLI_OUTPUT_UNWRITABLE',
    says: 'it is a folder',
  },
  {
    name: 'an output for which no space is left',
    prepare: texts('one', 'two', 'three'),
    args: encode('out.npy'),
    fileSizeMax: 1,
    code: 7,
    error: 'CLI_DISK_FULL',
    says: '"out.npy"',
  },
]
