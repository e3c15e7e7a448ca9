import { z } from 'zod'
import { sentence } from '../document/leaf.ts'

/** Where something is reached, and what proves that we may. */

export const url = z
  .string({ error: () => sentence('this has to be a URL', 'write http://host:port/path') })
  .regex(/^https?:\/\/[^\s/?#@]+([/?#]\S*)?$/, {
    error: () =>
      sentence(
        'this is not an http URL without credentials',
        'write http://host:port/path, and put credentials into a secret',
      ),
  })

export const secret = z
  .string({ error: () => sentence('this has to be a secret', 'write secret:NAME') })
  .regex(/^secret:[A-Za-z][A-Za-z0-9_]*$/, {
    error: () =>
      sentence(
        'a secret has to be named, never written',
        'write secret:NAME and keep the value in the environment or in secrets/NAME',
      ),
  })
