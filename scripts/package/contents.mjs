/** What is in the tarball: all that its pages link to, and nothing that only we need. */
import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { expectTrue } from './stranger.mjs'

const NEEDED = [
  'LICENSE',
  'README.md',
  'dist/cli/main.js',
  'dist/index.d.ts',
  'dist/index.js',
  'models/default/tokenizer.packed',
]
const UNWANTED = /\.(?:test|contract)\.|\.map$|^(?:src|test|scripts)\/|^bench\/(?!README)|\.attune\/|\.part-/

/** @param packed paths in the package */
export function checkContents(packed, root) {
  const paths = new Set(packed)
  for (const path of NEEDED) expectTrue(paths.has(path), `${path} is missing`)
  for (const path of paths) expectTrue(!UNWANTED.test(path), `${path} is packed`)
  for (const page of packed.filter((path) => path.endsWith('.md'))) {
    for (const link of relativeLinks(readFileSync(join(root, page), 'utf8'))) {
      const target = posix.normalize(posix.join(posix.dirname(page), link))
      const leadsSomewhere =
        paths.has(target) || packed.some((path) => path.startsWith(`${target.replace(/\/$/, '')}/`))
      expectTrue(leadsSomewhere, `${page} links to ${link}, which is not packed`)
    }
  }
}

/** Links within the package, their fragments left out. Code is no link. */
function relativeLinks(text) {
  const prose = text.replaceAll(/```[^]*?```|`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link))
}
