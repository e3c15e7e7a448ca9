/** Static files with an ETag: a browser that has one asks whether it is still so, and is told 304. */
import { createHash } from 'node:crypto'
import type { Routes } from '../web/answers.ts'

export const assetPaths = { style: '/static/shop.css', script: '/static/shop.js' } as const

const STYLE = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 0 auto; padding: 1rem; }
main { min-height: 60vh; }
.goods { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: .75rem; }
.avatar { border: .2rem solid; border-radius: 50%; padding: .4rem; }
.goods li { border: 1px solid currentColor; border-radius: .5rem; padding: .75rem; }
label, button { display: block; margin: .75rem 0; }
input, button { font: inherit; padding: .4rem .7rem; }
`

/** A form is sent as JSON, and its answer shown below it. */
const SCRIPT = `for (const form of document.querySelectorAll('form[action]'))
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const body = JSON.stringify({ ...Object.fromEntries(new FormData(form)), lines: [{ product: 1, quantity: 1 }] })
    const answer = await fetch(form.action, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const said = form.querySelector('output') ?? form.appendChild(document.createElement('output'))
    const { error, token } = await answer.json()
    said.textContent = answer.ok ? (token ?? 'Thank you.') : error
  })
`

export function staticRoutes(): Routes {
  const file = (type: string, body: string): Routes[string] => {
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`
    const headers = { etag, 'cache-control': 'no-cache' }
    return (asked) =>
      asked.headers['if-none-match'] === etag
        ? { status: 304, type, body: '', headers }
        : { status: 200, type, body, headers }
  }
  return {
    [`GET ${assetPaths.style}`]: file('text/css; charset=utf-8', STYLE),
    [`GET ${assetPaths.script}`]: file('text/javascript; charset=utf-8', SCRIPT),
  }
}
