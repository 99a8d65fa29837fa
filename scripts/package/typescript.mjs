/** The README's ten lines compile against the tarball's declarations, with the oldest TypeScript that is promised and with newer ones. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './stranger.mjs'

const VERSIONS = ['5.0', '5.9', '7.0']

const SETTINGS = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    // The declarations are checked, too, not only what the ten lines use of them.
    skipLibCheck: false,
    types: ['node'],
    noEmit: true,
  },
  files: ['ten-lines.ts'],
}

export function checkTypeScript({ folder, write }, root) {
  write('ten-lines.ts', /```ts\n([^]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))[1])
  write('tsconfig.json', JSON.stringify(SETTINGS))
  const aliases = VERSIONS.map((version) => `typescript-${version}@npm:typescript@~${version}.0`)
  run('npm', ['install', '--no-audit', '--no-fund', '--save-dev', '@types/node@20', ...aliases], folder)
  for (const version of VERSIONS)
    run('node', [join(folder, `node_modules/typescript-${version}/bin/tsc`), '-p', 'tsconfig.json'], folder)
}
