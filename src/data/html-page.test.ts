import { describe, expect, test } from 'vitest'
import { readHtml } from './html-page.ts'

describe('HTML as a document', () => {
  test('gives the title and what a reader sees, blocks on lines of their own', () => {
    const page = readHtml(`<!doctype html><html><head><title> Opening
      hours &amp; days </title><style>p { color: red }</style><script>alert("<p>no</p>")</script></head>
      <body><nav><a href="/">Home</a></nav><h1>Hours</h1><p>We are <b>o</b>pen<br>on  Monday.</p>
      <ul><li>one<li>two</ul><table><tr><td>a</td><td>b</td></tr></table><pre>let  x
  = 1</pre><img alt="A shop"><svg><title>icon</title></svg><div hidden>secret <p>more</p></div>
      <noscript>no</noscript><p>&copy; 2024 &lt;us&gt;</p></body></html>`)
    expect(page.title).toBe('Opening hours & days')
    expect(page.text.split('\n')).toEqual([
      'Hours',
      'We are open',
      'on Monday.',
      'one',
      'two',
      'a\tb',
      'let  x',
      '  = 1',
      'A shop',
      '© 2024 <us>',
    ])
  })

  test.each([
    { html: '<h1>First <em>one</em></h1><h1>Second</h1><p>x', title: 'First one', text: 'First one\nSecond\nx' },
    { html: 'plain text', title: undefined, text: 'plain text' },
    { html: '<p>a</div></span><p>b', title: undefined, text: 'a\nb' },
    { html: '<script>never closed', title: undefined, text: '' },
    { html: '<TITLE>Upper</TITLE><P>x</P>', title: 'Upper', text: 'x' },
  ])('reads $html', ({ html, title, text }) => {
    expect(readHtml(html)).toEqual({ title, text })
  })

  test.each([
    { what: 'main', page: '<main><h1>Tea</h1><p>Boil water.</p></main>' },
    { what: 'article', page: '<div><article><header><h1>Tea</h1></header><p>Boil water.</p></article></div>' },
    { what: 'a role', page: '<div role="main"><h1>Tea</h1><p>Boil water.</p><footer>Shared 3 times</footer></div>' },
    { what: 'main within which asides stand', page: '<main><h1>Tea</h1><aside>Ad</aside><p>Boil water.</p></main>' },
  ])('is its main part, where one is marked: $what', ({ page }) => {
    const around = `<header>Shop <nav>Home</nav></header>${page}<aside>Top sellers</aside>
      <div id="cookie-banner">We use cookies</div><footer>Imprint</footer>`
    expect(readHtml(`<body>${around}</body>`)).toEqual({ title: 'Tea', text: 'Tea\nBoil water.' })
  })

  test('is the whole body where none is marked, or where the marked one is empty, but no banner about cookies', () => {
    const around = '<header>Shop</header><p>Text</p><div class="CookieConsent bar">Accept</div><footer>Imprint</footer>'
    expect(readHtml(around).text).toBe('Shop\nText\nImprint')
    expect(readHtml(`${around}<main><script>app()</script></main>`).text).toBe('Shop\nText\nImprint')
    expect(readHtml('<p class="cookie-recipe">Bake</p>').text).toBe('Bake')
  })

  test.each(['script', 'style', 'textarea', 'noscript', 'template', 'xmp', 'iframe', 'noembed', 'noframes', 'svg'])(
    'has no markup and no text of %s',
    (name) => {
      expect(readHtml(`<p>a</p><${name}><p class="x">b <i>c</i></p></${name}><p>d</p>`).text).toBe('a\nd')
    },
  )

  test('has a title without markup, in which what is written as an entity stays', () => {
    expect(readHtml('<title>A <b>bold</b> title: Vector&lt;int&gt;</title>').title).toBe('A bold title: Vector<int>')
  })

  test.each([
    { html: '<b>un</b>believable, H<sub>2</sub>O and <i>x</i><sup>2</sup>', text: 'unbelievable, H2O and x2' },
    { html: '<a>Home</a><a>About us</a>', text: 'Home About us' },
    { html: '<span>19.90</span><span>EUR</span>', text: '19.90 EUR' },
    { html: '<b><a>Red</a></b><b><a>Blue</a></b>', text: 'Red Blue' },
    { html: '<a>see</a>, <a>this</a>.', text: 'see, this.' },
    { html: 'Press<button>Save</button>now', text: 'Press Save now' },
    { html: 'one<img alt="two">three', text: 'one two three' },
    { html: 'one<br>two<hr>three', text: 'one\ntwo\nthree' },
    { html: '<code><span>foo</span><span>.bar</span></code>', text: 'foo.bar' },
    { html: 'Donau&shy;dampf<wbr>schiff', text: 'Donaudampfschiff' },
    { html: '<dl><dt>a</dt><dd>b</dd></dl><table><caption>c</caption><tr><th>d<td>e</table>', text: 'a\nb\nc\nd\te' },
  ])('neither glues words together nor cuts them: $html', ({ html, text }) => {
    expect(readHtml(html).text).toBe(text)
  })

  test('takes time in proportion to the page', () => {
    const start = performance.now()
    readHtml(`<p>${'word <b>bold</b> '.repeat(200_000)}`)
    readHtml('<div>'.repeat(200_000))
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
