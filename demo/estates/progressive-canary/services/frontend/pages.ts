/** The pages of the shop: plain HTML that works without a script, and names the version that made it. */
import type { Answer } from '../web/answers.ts'
import { html } from '../web/answers.ts'
import { assetPaths } from './static-files.ts'

export type Product = { readonly id: number; readonly name: string; readonly price_cents: number }
export type PageFacts = { readonly version: string; readonly servedBy: string }

export const homePage = (facts: PageFacts, products: readonly Product[]): Answer =>
  page(
    facts,
    'Harbour Goods',
    `<ul class="goods">${products.map(({ name, price_cents }) => `<li>${escaped(name)} <b>${euros(price_cents)}</b></li>`).join('')}</ul>
     <p><a href="/checkout">To the checkout</a> <a href="/signup">Sign up</a> <a href="/login">Log in</a> <a href="/account">Your account</a></p>`,
  )

/** `works` false: the button is there, and leads nowhere. */
export const checkoutPage = (facts: PageFacts, works: boolean): Answer =>
  page(
    facts,
    'Checkout',
    `<form id="checkout"${works ? ' method="post" action="/api/client/checkout"' : ''}>
       <label>Card <input name="card" inputmode="numeric" autocomplete="cc-number" required></label>
       <button type="${works ? 'submit' : 'button'}">Pay now</button>
     </form>`,
  )

export const signupPage = (facts: PageFacts): Answer =>
  page(
    facts,
    'Sign up',
    `<form id="signup" method="post" action="/api/client/signup">
       <label>E-mail <input name="email" type="email" autocomplete="email" required></label>
       <label>Password <input name="password" type="password" autocomplete="new-password" required></label>
       <button type="submit">Sign up</button>
     </form>`,
  )

export const loginPage = (facts: PageFacts): Answer =>
  page(
    facts,
    'Log in',
    `<form id="login" method="post" action="/api/client/login">
       <label>E-mail <input name="email" type="email" autocomplete="email" required></label>
       <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
       <button type="submit">Log in</button>
     </form>`,
  )

export type Account = {
  readonly handle: string
  readonly avatar: { readonly letters: string; readonly colour: string } | null
}

/** Null: nobody is logged in. */
export const accountPage = (facts: PageFacts, account: Account | null): Answer =>
  page(facts, 'Your account', account === null ? '<p><a href="/login">Log in</a></p>' : accountBody(account))

const accountBody = ({ handle, avatar }: Account): string =>
  `<p>${avatar === null ? '' : `<b class="avatar" style="border-color:${escaped(avatar.colour)}">${escaped(avatar.letters)}</b> `}${escaped(handle)}</p>
   <form id="avatar" method="post" action="/api/client/avatar">
     <label>Letters <input name="letters" maxlength="2" required></label>
     <label>Colour <input name="colour" type="color" value="#1f6feb"></label>
     <button type="submit">Save avatar</button>
   </form>
   <form id="token" method="post" action="/api/client/tokens">
     <label>What the token is for <input name="label" required></label>
     <button type="submit">Make an API token</button>
   </form>`

function page({ version, servedBy }: PageFacts, title: string, body: string): Answer {
  return html(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="${assetPaths.style}"></head>
<body><header><a href="/">Harbour Goods</a></header><main><h1>${title}</h1>${body}</main>
<footer>${escaped(version)}, served by ${escaped(servedBy)}</footer>
<script type="module" src="${assetPaths.script}"></script></body></html>`)
}

const euros = (cents: number): string => `€ ${(cents / 100).toFixed(2)}`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
