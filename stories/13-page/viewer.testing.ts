import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { begin, holding, says, status } from '../props/facts.testing.ts'
import { isFit, type Person } from '../props/page.testing.ts'
import { PATIENT, planVariant } from '../props/plan-variant.testing.ts'
import { type Scene, TITLE } from './scene.testing.ts'

/** Somebody whose roles let them look and nothing else. */
export async function mayOnlyLook(t: TestContext, { stage, door }: Scene, vera: Person): Promise<void> {
  await t.test(
    'who may only look sees all of it, and instead of the button who to wake; logged out is out',
    async () => {
      const plan = planVariant(stage.dir, 'looked-at', PATIENT)
      const id = await begin(stage, plan, 'v2.1.0', '--pace', '20')
      await holding(stage, id, 500)
      const secret = (await says(stage, 'token', 'create', 'vera', '--role', 'viewer', '--json')).trim()
      const { token } = { token: (JSON.parse(secret) as { secret: string }).secret }
      const asked = await fetch(`${stage.client().url}/v1/session/codes`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      })
      const { code } = (await asked.json()) as { code: string }
      await vera.page.goto(`${door}/login#code=${code}&next=/changes/${id}`)
      await vera.page.getByRole('heading', { level: 1 }).getByText(TITLE).waitFor()
      await vera.page.getByText('Your roles let you look').waitFor()
      assert.equal(await vera.page.getByRole('button', { name: /Abort|Pause|Promote|Kill/ }).count(), 0)
      await isFit(vera, 'for a viewer')
      await says(stage, 'kill', id, '--yes')
      await vera.page.getByRole('button', { name: 'Log out' }).click()
      await vera.page.getByRole('heading', { name: 'Let this browser in' }).waitFor()
      await vera.page.goto(`${door}/changes/${id}`)
      await vera.page.getByRole('heading', { name: 'Let this browser in' }).waitFor()
      await status(stage, id, 'rolled-back')
      assert.deepEqual(vera.troubles, [])
    },
  )
}
