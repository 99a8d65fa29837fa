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
})
