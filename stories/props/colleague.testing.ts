import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, httpClient } from '../../src/http/client/client.ts'
import { says } from './facts.testing.ts'
import { type Ran, run, type Stage } from './stage.testing.ts'

/** Somebody with a token of their own, at a machine of their own. */
export type Colleague = {
  readonly name: string
  readonly secret: string
  readonly cutwater: (...words: string[]) => Promise<Ran>
  readonly client: Client
}

export async function colleague(
  stage: Pick<Stage, 'dir' | 'cutwater'> & { readonly client: () => Pick<Client, 'url'> },
  name: string,
  role: string,
): Promise<Colleague> {
  const made = await says(stage, 'token', 'create', name, '--role', role, '--json')
  const { secret } = JSON.parse(made) as { secret: string }
  const file = join(stage.dir, `token-${name}`)
  writeFileSync(file, secret, { mode: 0o600 })
  const { url } = stage.client()
  const cutwater = (...words: string[]) => run(words, { CUTWATER_SERVER: url, CUTWATER_TOKEN_FILE: file })
  return { name, secret, cutwater, client: httpClient({ url, token: secret }) }
}

export async function does({ name, cutwater }: Colleague, ...words: string[]): Promise<string> {
  const { code, out, err } = await cutwater(...words)
  assert.equal(code, 0, `${name}: cutwater ${words.join(' ')}: ${err}${out}`)
  return out
}

/** What it printed when it was refused. */
export async function isRefused({ name, cutwater }: Colleague, ...words: string[]): Promise<string> {
  const { code, err, out } = await cutwater(...words)
  assert.equal(code, 1, `${name}: cutwater ${words.join(' ')} exited with ${code}: ${out}`)
  return err
}
