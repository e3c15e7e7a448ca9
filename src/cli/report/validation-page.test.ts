import assert from 'node:assert/strict'
import { test } from 'node:test'
import { validationPage } from './validation-page.ts'

test('what a journey saw when it failed is in the page, which asks nobody else for it', () => {
  const check = {
    check: 'buys',
    title: 'Buys <a> "book"',
    required: true,
    at: 0,
    tookMs: 5,
    outcome: 'failed',
    says: 'Failed',
    picture: '/9j/4AAQ',
  } as const
  const suite = { suite: 'shop', title: 'Shop', outcome: 'failed', checks: [check] } as const
  const page = validationPage({ environment: 'staging', at: '2026-01-01T00:00:00.000Z', results: [suite] })
  assert.match(page, /content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/)
  assert.ok(
    page.includes(
      '<img alt="What Buys &lt;a&gt; &quot;book&quot; showed when it failed" src="data:image/jpeg;base64,/9j/4AAQ">',
    ),
    page,
  )
})
