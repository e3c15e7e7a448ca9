import { z } from 'zod'
import { sentence } from '../document/leaf.ts'

/** Where something is reached, and what proves that we may. */

const urlWith = (credentials: string) =>
  z
    .string({ error: () => sentence('this has to be a URL', 'write http://host:port/path') })
    .regex(/^https?:\/\/[^\s/?#@]+([/?#]\S*)?$/, {
      error: () =>
        sentence(
          'this is not an http URL without credentials',
          `write http://host:port/path, and ${credentials}`,
        ),
    })

export const url = urlWith('put credentials into a secret')
/** For people to follow, so nothing secret belongs into it. */
export const linkUrl = urlWith('leave credentials out').max(500, {
  error: () => sentence('this address is longer than 500 characters', 'shorten it'),
})
export const urlBesideBasicAuth = urlWith(
  "its user and password beside it, as basicAuth: { user: NAME, password: 'secret:NAME' }",
)

export const secret = z
  .string({ error: () => sentence('this has to be a secret', 'write secret:NAME') })
  .regex(/^secret:[A-Za-z][A-Za-z0-9_]*$/, {
    error: () =>
      sentence(
        'a secret has to be named, never written',
        'write secret:NAME and keep the value in the environment or in secrets/NAME',
      ),
  })

export const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, {
  error: () => sentence('this is not the name of a header', 'write letters, digits and hyphens'),
})
