import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AnalyzerSettings, createAnalyzer, type Language, type Token } from './analyzer.ts'
import { languageCodes, LANGUAGES } from './languages-table.ts'

const english = createAnalyzer()
const plain = createAnalyzer({ language: 'none', foldAccents: false })

const terms = (text: string, settings: AnalyzerSettings = {}): string => createAnalyzer(settings).terms(text).join(' ')
const surfaces = (text: string): string[] =>
  english.tokens(text).map(({ term, start, end }) => `${term}=${text.slice(start, end)}`)

describe('English', () => {
  test('is stemmed, in lower case, without stop words, possessives and punctuation', () => {
    expect(terms("The runner's shoes, running quickly... and the dogs' barks!")).toBe('runner shoe run quick dog bark')
  })

  test('a typed apostrophe and a typographic one are the same', () => {
    expect(terms('don’t the cat’s')).toBe(terms("don't the cat's"))
  })

  test('a full stop at the end of a sentence belongs to no word', () => {
    expect(terms('It failed. Then foo.bar. ')).toBe('fail foo.bar foo bar')
  })

  test('hyphenated words are words, not a whole as well, so that they do not count twice', () => {
    expect(terms('well-known state-of-the-art and/or T-cell')).toBe('well known state art t cell')
  })

  test('stop words take a position, so that neighbours are known', () => {
    expect(english.tokens('state of the art').map(({ term, position }) => [term, position])).toEqual([
      ['state', 0],
      ['art', 3],
    ])
  })
})

test('German umlauts are one word in both spellings, and other vowels stay apart', () => {
  const { terms } = createAnalyzer({ language: 'de' })
  for (const [umlaut, other] of [
    ['Müller', 'Mueller'],
    ['Größe', 'Groesse'],
    ['Äpfel', 'Aepfel'],
    ['für Ämter', 'fuer Aemter'],
  ] as const)
    expect(terms(other)).toEqual(terms(umlaut))
  expect(['neue', 'Quelle', 'Bauer'].map((word) => terms(word)[0])).toEqual(['neu', 'quell', 'bau'])
  expect(terms('Steuern')).toEqual(terms('Steuer'))
})

describe('stop words', () => {
  test('are searched as words where a query has nothing else', () => {
    expect(english.queryTerms('To be, or not to be')).toEqual(['=to', '=be', '=or', '=not', '=to', '=be'])
    expect(english.queryTerms('The Who live')).toEqual(['live'])
    expect(createAnalyzer({ stopWords: false }).queryTerms('The Who')).toEqual(['the', 'who'])
    expect(english.queryTerms('?!')).toEqual([])
  })

  test('are indexed of the first words of a text, and do not count in its length', () => {
    expect(english.indexTerms('The Who are a band')).toEqual({
      terms: ['band', '=the', '=who', '=are', '=a'],
      words: 1,
    })
    expect(english.indexTerms(`${'guitar '.repeat(8)}and the drums`).terms).toEqual([
      ...Array(8).fill('guitar'),
      'drum',
    ])
  })

  test.each(['Is It', 'über uns', 'それ', '그리고', 'à la', 'ΤΟ ΚΑΙ', 'IT', 'to-be'])('%j finds itself', (text) => {
    for (const language of languageCodes) {
      const { indexTerms, queryTerms } = createAnalyzer({ language })
      expect(queryTerms(text)).not.toEqual([])
      expect(indexTerms(text).terms).toEqual(expect.arrayContaining(queryTerms(text)))
    }
  })

  test('an identifier and its parts are one word of a text', () => {
    expect(english.indexTerms('The PlayStation5 and E-4021').words).toBe(
      english.indexTerms('the playstation and valve').words,
    )
  })
})

describe('identifiers are found whole and in parts', () => {
  test.each([
    ['E-4021', 'e-4021 4021'],
    ['snake_case', 'snake_case snake case'],
    ['__init__', 'init'],
    ['camelCase', 'camelcas camel case'],
    ['HTTPServer2', 'httpserver2 httpserver http server'],
    ['getURLParams', 'geturlparam get url param'],
    ['foo.bar', 'foo.bar foo bar'],
    ['XJ-900/B', 'xj-900/b xj 900'],
    ['v1.2.3', 'v1.2.3 1.2.3'],
    ['std::vector', 'std::vector std vector'],
    ['AT&T R&D I/O', 'at&t r&d i/o'],
    ['jo@example.org', 'jo@example.org jo exampl org'],
    ['COVID-19', 'covid-19 covid 19'],
    ['2020-01-15', '2020-01-15 2020 01 15'],
    ['100mg', '100mg 100 mg'],
    ['C++ C# c', 'c++ c# c'],
    ['C++11 and C#8', 'c++11 c++ c#8 c#'],
    ['.NET (.env) end.Next ...and', '.net net .env env end.next end next'],
    ['PlayStation5', 'playstation5 playstat play station'],
    ['iPhone15', 'iphone15 iphon phone 15'],
    ['x86_64', 'x86_64 x86 64'],
    ['vitamin-B12', 'vitamin-b12 vitamin b12'],
    ['foo.barBaz', 'foo.barbaz foo barbaz bar baz'],
    ['5mg A-4', '5mg mg a-4'],
    ['mRNA siRNA', 'mrna rna sirna si rna'],
  ])('%s', (text, expected) => {
    expect(terms(text)).toBe(expected)
  })

  test('the whole and its parts are on one position and each has its own place in the text', () => {
    expect(english.tokens('see HTTPServer2 now').filter(({ position }) => position === 1)).toEqual<Token[]>([
      { term: 'httpserver2', start: 4, end: 15, position: 1 },
      { term: 'httpserver', start: 4, end: 14, position: 1 },
      { term: 'http', start: 4, end: 8, position: 1 },
      { term: 'server', start: 8, end: 14, position: 1 },
    ])
  })

  test('parts are stemmed and lose stop words, the whole is as written in lower case', () => {
    expect(terms('list_of_Users')).toBe('list_of_users list user')
  })

  test('a code ends before an ordinary word', () => {
    expect(surfaces('IL-6-mediated COVID-19-related')).toEqual([
      'il-6=IL-6',
      'il=IL',
      'mediat=mediated',
      'covid-19=COVID-19',
      'covid=COVID',
      '19=19',
      'relat=related',
    ])
  })

  test('what only looks like one stays one word', () => {
    expect(terms('p53 2nd H2O PDFs O’Brien')).toBe("p53 2nd h2o pdfs o'brien")
  })

  test('a key without meaning gives no parts', () => {
    expect(english.terms('a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0aB1cD2eF3')).toHaveLength(1)
  })

  test('the whole is the same in any case, so that a query need not know the capitals', () => {
    const part = fc.constantFrom('Ab', 'cde', 'FG', '12', 'x', '7', 'Words', 'v2')
    const joiner = fc.constantFrom('_', '.', '::', '@', '&', '')
    fc.assert(
      fc.property(fc.array(fc.tuple(part, joiner), { minLength: 1, maxLength: 5 }), (parts) => {
        const word = parts.map(([text, join], i) => text + (i < parts.length - 1 ? join : '')).join('')
        expect(plain.terms(word.toLowerCase())[0]).toBe(plain.terms(word)[0])
      }),
    )
  })

  test.each([
    'PlayStation5',
    'iPhone15',
    'GitHub2',
    'PostgreSQL16',
    'JavaScript2024',
    '5GHzWiFi',
    'x.iPhone15',
    'É-Straße9',
  ])('the words in %s are found in lower case, with and without their digits', (word) => {
    const found = plain.terms(word)
    for (const part of word.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []) {
      expect(found).toContain(part)
      for (const letters of part.match(/\p{L}{2,}/gu) ?? []) expect(found).toContain(letters)
    }
  })

  test('no part of one letter or digit stands beside its whole', () => {
    const part = fc.constantFrom('E', 'x', '7', 'é', '𝒜', 'e\u0301', 'Ab', '12', 'words')
    const joiner = fc.constantFrom('_', '.', '::', '@', '&', '-', '/', '')
    fc.assert(
      fc.property(fc.array(fc.tuple(part, joiner), { minLength: 2, maxLength: 5 }), (parts) => {
        const word = parts.map(([text, join], i) => text + (i < parts.length - 1 ? join : '')).join('')
        const tokens = plain.tokens(word)
        for (const { position, start, end } of tokens)
          if (tokens.filter((other) => other.position === position).length > 1)
            expect(Array.from(word.slice(start, end).normalize('NFC')).length).toBeGreaterThan(1)
      }),
    )
  })

  test('can be switched off: words are cut at the joiners', () => {
    expect(terms('snake_case foo.bar HTTPServer2 E-4021 3.14', { identifiers: false })).toBe(
      'snake case foo bar httpserver2 e 4021 3.14',
    )
  })
})

describe('numbers and abbreviations', () => {
  test.each([
    ['3.14 10.1.2', '3.14 10.1.2'],
    ['1,000,000 2,500.50', '1000000 2500.50'],
    ['1,2,3', '1 2 3'],
    ['12:30', '12 30'],
    ['U.S.A. e.g.', 'usa eg'],
  ])('%s', (text, expected) => {
    expect(terms(text)).toBe(expected)
  })
})

describe('characters', () => {
  test('accents are folded unless told otherwise, and the stemmer sees them first', () => {
    expect(terms('naïve Café Ångström', { language: 'none' })).toBe('naive cafe angstrom')
    expect(terms('Café', { language: 'none', foldAccents: false })).toBe('café')
    expect(terms('café', { language: 'none' })).toBe(terms('cafe\u0301', { language: 'none' }))
  })

  test('ligatures, full width, superscripts and soft hyphens do not hide a word', () => {
    expect(terms('ﬁne ＡＢＣ m² re\u00ADset ①', { language: 'none' })).toBe('fine abc m2 reset 1')
  })

  test('German: ß is ss, umlauts fall away with the stem', () => {
    expect(terms('Die Straße, STRASSE und Häuser', { language: 'de' })).toBe('strass strass haus')
  })

  test('Turkish: I and ı, İ and i are pairs, and endings behind an apostrophe go', () => {
    expect(terms('ISPARTA ısparta İZMİR izmir İzmir’in', { language: 'tr', stem: false, foldAccents: false })).toBe(
      'ısparta ısparta izmir izmir izmir',
    )
    expect(terms('İstanbul', { language: 'en', foldAccents: false })).toBe('istanbul')
  })

  test('Greek: every sigma is one', () => {
    expect(terms('ΟΔΟΣ οδός', { language: 'el', stem: false })).toBe('οδοσ οδοσ')
  })

  test('French and Italian: what is elided goes', () => {
    expect(terms("l'arbre d’histoire qu'il", { language: 'fr', stem: false })).toBe('arbre histoire')
    expect(terms("dell'arte l'anno", { language: 'it', stem: false })).toBe('arte anno')
  })

  test('Arabic: vowel signs do not matter, the article is found', () => {
    expect(terms('الكُتُب', { language: 'ar' })).toBe(terms('الكتب', { language: 'ar' }))
  })

  test('Romanian: letters with a comma and with a cedilla are the same', () => {
    expect(terms('organizație organizaţie condiții', { language: 'ro' })).toBe('organiz organiz cond')
  })

  test('Russian: ё is е, й stays', () => {
    expect(terms('ёлка елка', { language: 'ru' })).toBe('елк елк')
    expect(terms('Йод', { language: 'ru', stem: false })).toBe('йод')
  })

  test('what is invisible between two characters does not part them', () => {
    for (const invisible of ['\u00ad', '\u200d', '\u2060', '\u00ad\u200d\ufe0f'])
      expect(plain.terms(`か${invisible}漢`)).toEqual(['か漢', '漢'])
  })

  test('Chinese, Japanese and Korean give bigrams, and single Han characters', () => {
    expect(terms('天安门', { language: 'zh' })).toBe('天安 天 安门 安 门')
    expect(terms('カタカナ 한국어', { language: 'none' })).toBe('カタ タカ カナ 한국 국어')
    expect(terms('東京Towerへ', { language: 'none' })).toBe('東京 東 京 tower へ')
    expect(terms('ｶﾞｲﾄﾞ', { language: 'none' })).toBe(terms('ガイド', { language: 'none' }))
    expect(terms('한국', { language: 'ko' })).toBe(terms('한국'.normalize('NFD'), { language: 'ko' }))
  })

  test('Thai is cut by the dictionary', () => {
    expect(terms('ประเทศไทยและสวยงาม', { language: 'th' })).toBe('ประเทศไทย สวยงาม')
  })

  test('emoji are words, whatever their skin; flags and families are one each', () => {
    expect(terms('great 👍🏽👍 👨‍👩‍👧🇩🇪❤️❤')).toBe('great 👍 👍 👨‍👩‍👧 🇩🇪 ❤ ❤')
  })

  test('NUL, lone surrogates and words named like object members do no harm', () => {
    expect(terms('a\0b \ud800x\udfff __proto__ constructor toString', { language: 'none', identifiers: false })).toBe(
      'a b x proto constructor tostring',
    )
  })
})

describe('any string', () => {
  const unit = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      'a',
      'B',
      '9',
      '_',
      '-',
      '.',
      "'",
      '’',
      '::',
      ',',
      '#',
      '++',
      ' ',
      '漢',
      'か',
      'ﾞ',
      'ก',
      '\ud83d',
      '\udc4d',
      '👍',
      '\u200d',
      '\u0301',
    ),
  )
  const text = fc.array(unit, { maxLength: 40 }).map((units) => units.join(''))
  const analyzers = (['none', 'en', 'tr', 'fr', 'ja'] as const).flatMap((language) => [
    createAnalyzer({ language }),
    createAnalyzer({ language, identifiers: false, foldAccents: false, stopWords: false }),
  ])

  test('gives terms that are the terms of its tokens, whose places lie in the text, in order', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...analyzers), (input, analyzer) => {
        const tokens = analyzer.tokens(input)
        expect(analyzer.terms(input)).toEqual(tokens.map(({ term }) => term))
        let position = 0
        for (const token of tokens) {
          expect(token.term).not.toBe('')
          expect(token.start).toBeLessThan(token.end)
          expect(token.end).toBeLessThanOrEqual(input.length)
          expect(token.position).toBeGreaterThanOrEqual(position)
          position = token.position
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('a token analysed by itself gives its term again: places fit the surface', () => {
    fc.assert(
      fc.property(text, (input) => {
        for (const { term, start, end } of plain.tokens(input))
          expect(plain.terms(input.slice(start, end))).toContain(term)
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    'a',
    'aB3',
    'a_',
    "x'",
    'a.',
    '1,',
    '-',
    '漢',
    'か',
    '한국',
    'ก',
    'ﾞ',
    'é',
    'e\u0301',
    '\u0301',
    '👍',
    '👩\u200d',
    '🇩',
    '\ud83d',
    '\0',
    '\u00ad',
    '\u202e',
    '\n',
    ' ',
    '!?',
    'One is here. ',
    'the ',
    'C++ ',
  ])('a long text of %j takes linear time and gives words of limited length', { timeout: 60_000 }, (unit) => {
    const text = unit.repeat(300_000 / unit.length)
    const start = performance.now()
    const found = english.terms(text)
    // Seconds on a busy machine, where quadratic time would be minutes.
    expect(performance.now() - start).toBeLessThan(10_000)
    expect(found.reduce((max, { length }) => Math.max(max, length), 0)).toBeLessThan(300)
  })
})

/** Two forms of one word that the language's stemmer joins, and a sentence with stop words in it. */
const SAMPLES: Readonly<Record<Language, readonly [one: string, other: string]>> = {
  ar: ['كتاب', 'الكتاب'],
  da: ['huset', 'huse'],
  de: ['Häuser', 'Hause'],
  el: ['δρόμος', 'δρόμοι'],
  en: ['houses', 'house'],
  es: ['casas', 'casa'],
  fi: ['talossa', 'talosta'],
  fr: ['maisons', 'maison'],
  hu: ['házban', 'házak'],
  it: ['ragazzi', 'ragazza'],
  ja: ['東京', '東京'],
  ko: ['한국', '한국'],
  nl: ['boeken', 'boek'],
  no: ['husene', 'huset'],
  pt: ['meninos', 'menino'],
  ro: ['copilului', 'copilul'],
  ru: ['книги', 'книга'],
  sv: ['bilarna', 'bilar'],
  th: ['บ้าน', 'บ้าน'],
  tr: ['kitaplar', 'kitap'],
  zh: ['北京', '北京'],
}

describe.each(languageCodes)('%s', (language) => {
  const analyzer = createAnalyzer({ language })
  const entry: (typeof LANGUAGES)[Language] = LANGUAGES[language]

  test('drops its stop words', () => {
    const words = entry.stopWords.split(' ')
    expect(words.length).toBeGreaterThan(10)
    expect(words.filter((word) => analyzer.terms(word).length > 0)).toEqual([])
  })

  test('joins forms of a word', () => {
    const [one, other] = SAMPLES[language]
    expect(analyzer.terms(one)).toEqual(analyzer.terms(other))
    expect(analyzer.terms(one)).not.toEqual([])
  })

  test('takes any string', () => {
    const letters = fc.constantFrom(...new Set(`${entry.stopWords}${SAMPLES[language].join('')}'-.İı`))
    fc.assert(
      fc.property(
        fc.array(fc.oneof(letters, fc.string({ unit: 'binary', maxLength: 2 })), { maxLength: 20 }),
        (parts) => {
          expect(analyzer.terms(parts.join(''))).not.toContain('')
        },
      ),
    )
  })

  test('keeps what is no word of its own', () => {
    expect(analyzer.terms('xj900')).toContain('xj900')
  })
})

describe('settings', () => {
  test('are complete, plain JSON, and make the same analyzer again', () => {
    const { settings } = createAnalyzer({ language: 'de', stem: false })
    expect(settings).toEqual({ language: 'de', stem: false, stopWords: true, foldAccents: true, identifiers: true })
    expect(createAnalyzer(JSON.parse(JSON.stringify(settings)) as AnalyzerSettings).terms('Die Häuser')).toEqual([
      'hauser',
    ])
  })

  test('an unknown language is refused with the list of those there are', () => {
    const open = (): unknown => createAnalyzer({ language: 'klingon' as Language })
    expect(open).toThrow(expect.objectContaining({ code: 'TEXT_LANGUAGE_UNKNOWN', kind: 'invalid-input' }))
    for (const code of [...languageCodes, 'none']) expect(open).toThrow(`"${code}"`)
    expect(() => createAnalyzer({ language: 'toString' as Language })).toThrow('toString')
  })

  test('a misspelt setting is refused, not passed over', () => {
    expect(() => createAnalyzer({ stopwords: false } as AnalyzerSettings)).toThrow('no setting "stopwords"')
  })
})
