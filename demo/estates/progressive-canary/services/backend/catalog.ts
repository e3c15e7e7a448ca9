/** What is sold, and the avatars of those who buy. */
import { html, json, jsonBody, Refused, type Routes, textField } from '../web/answers.ts'
import { mustBe } from './accounts.ts'
import type { Backend } from './backend.ts'

export type Product = { readonly id: number; readonly name: string; readonly price_cents: number }

const CATALOG_SECONDS = 5

export const products = ({ store, cache }: Backend): Promise<Product[]> =>
  cache.keep('products', CATALOG_SECONDS, () =>
    store.query<Product>('select id, name, price_cents from products order by id'),
  )

export function catalogRoutes(backend: Backend): Routes {
  const { store } = backend
  return {
    'GET /api/v1/products': async () => json(200, { products: await products(backend) }),
    'PUT /api/v1/avatars/me': async (asked) => {
      const user = await mustBe(backend, asked)
      const body = await jsonBody(asked)
      const [letters, colour] = [textField(body, 'letters'), textField(body, 'colour')]
      if (!letters || !/^\p{L}{1,2}$/u.test(letters) || !colour || !/^#[0-9a-f]{6}$/.test(colour))
        throw new Refused(422, 'an avatar is one or two letters and a colour such as #1f6feb')
      await store.query('update users set avatar = $2 where id = $1', [
        user.id,
        JSON.stringify({ letters, colour }),
      ])
      return json(200, { avatar: `/api/v1/avatars/${user.id}` })
    },
    'GET /api/v1/avatars/:user': async (asked) => {
      const { user = '' } = asked.params
      const [row] = /^\d{1,15}$/.test(user)
        ? await store.query<{ avatar: Avatar | null }>('select avatar from users where id = $1', [user])
        : []
      if (!row?.avatar) throw new Refused(404, 'this user has no avatar')
      return { ...html(svgOf(row.avatar)), type: 'image/svg+xml' }
    },
  }
}

type Avatar = { readonly letters: string; readonly colour: string }

const svgOf = ({ letters, colour }: Avatar): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="${colour}"/><text x="32" y="40" text-anchor="middle" fill="#fff">${letters}</text></svg>`
