import { createContext, useContext } from 'react'
import { permissionOf } from '../../../../../src/core/change/commands/command-permission.ts'
import type { Possible } from '../../../../../src/read/advice/possible.ts'
import type { ChangeView } from '../../../../../src/read/change/change-view.ts'
import { useMay } from '../../../data/session.ts'

/**
 * The change that commands on this page go to. `look` asks for the next look at once; `gone`: a command would not be
 * heard.
 */
export type Acting = { readonly view: ChangeView; readonly look: () => void; readonly gone: boolean }

export const ActingOn = createContext<Acting | null>(null)

/** With what this person may do now, of all that is possible. */
export function useActing(): Acting & { readonly offers: readonly Possible[] } {
  const acting = useContext(ActingOn)
  const may = useMay()
  if (acting === null) throw new Error('a command needs a change to act on')
  const offers = acting.gone
    ? []
    : acting.view.possible.filter(
        ({ command, answer }) => answer === 'would-do' && may(permissionOf(command)),
      )
  return { ...acting, offers }
}
