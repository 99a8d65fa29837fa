/** @file The role of each HTML element for a reader of the page. */

export type Attributes = Readonly<Record<string, string>>

const names = (list: string): ReadonlySet<string> => new Set(list.split(' '))

/** Not text of the page: code, drawings, hidden elements, form fields. Their markup is not text either. */
export const SKIPPED: ReadonlySet<string> = names(
  'script style template noscript noembed noframes iframe object embed svg canvas audio video select datalist textarea xmp plaintext',
)

/** Elements that begin and end on a line of their own. */
export const BLOCKS: ReadonlySet<string> = names(
  'address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 ' +
    'h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section summary table tbody tfoot thead tr ul',
)

export const CELLS: ReadonlySet<string> = names('td th')

/** Inline elements that look like boxes: words on both sides of one are never one word. */
export const SET_APART: ReadonlySet<string> = names('button input label meter output progress')

/** Two of these side by side are two words, as links of a menu and badges are; `<b>un</b>believable` is one. */
export const BOXES: ReadonlySet<string> = names('a abbr button cite code data kbd label output samp small span time')

/** Roles that are not read where a main part is marked. */
export const OUTSIDE_MAIN: ReadonlySet<string> = names('banner contentinfo complementary navigation search')

const ROLES: Readonly<Record<string, string>> = {
  main: 'main',
  article: 'article',
  nav: 'navigation',
  header: 'banner',
  footer: 'contentinfo',
  aside: 'complementary',
  search: 'search',
}

/** What the element says it is, else what its name says. */
export const roleOf = (name: string, { role }: Attributes): string =>
  role?.trim().toLowerCase() || (Object.hasOwn(ROLES, name) ? (ROLES[name] ?? '') : '')

export const isHidden = (attributes: Attributes): boolean =>
  'hidden' in attributes || /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(attributes['style'] ?? '')

const BANNER =
  /(?:cookie|consent|gdpr)[-_]*(?:banner|bar|box|notice|note|popup|modal|dialog|overlay|message|alert|consent|prompt|wall|layer|info|law)|(?:banner|bar|notice|popup|modal|dialog|overlay)[-_]*(?:cookies?|consent|gdpr)|onetrust|cookiebot|didomi|usercentrics/i

/** Asks for consent to cookies. */
export const isBanner = (name: string, attributes: Attributes): boolean =>
  name !== 'html' &&
  name !== 'body' &&
  BANNER.test(`${attributes['id'] ?? ''} ${attributes['class'] ?? ''} ${attributes['aria-label'] ?? ''}`)
