import type { Control } from './control.ts'
import { loaded, readsItself, servers } from './examine-shown.ts'
import type { Examined, Expected } from './examined.ts'
import { mapsOf } from './maps.ts'
import { HaproxyUnavailable } from './runtime-socket.ts'

/** Looks at what the admin channel of a HAProxy on another machine tells. Throws `HaproxyUnavailable`. */
export async function examineRemote(control: Control, expected: Expected): Promise<readonly Examined[]> {
  const knows = await loaded(control, expected)
  const shown = await control.show(expected.target)
  return [
    knows,
    ...servers(shown, expected),
    await mapFile(control, expected),
    readsItself(shown, expected),
    {
      is: 'unseen',
      says: `its rules, its version and its addresses cannot be seen by way of ${expected.socket}: look there with cutwater haproxy config, and haproxy -c`,
    },
  ]
}

/** That it can be written is seen by writing what it holds. */
async function mapFile(control: Control, expected: Expected): Promise<Examined> {
  const maps = mapsOf(expected, control)
  const file = maps.file(expected.target)
  try {
    const entry = await maps.entry(expected.target)
    if (entry === null)
      return { is: 'bad', says: `${file} holds nothing of it; a running server writes it within a second` }
    await maps.write(expected.target, entry)
    return { is: 'good', says: `it keeps ${file}: ${entry}` }
  } catch (cause) {
    if (!(cause instanceof HaproxyUnavailable)) throw cause
    return {
      is: 'bad',
      says: `${cause.message}. A restart would bring back what the file holds: let the user of HAProxy's workers write its directory, which has to lie below their chroot`,
    }
  }
}
