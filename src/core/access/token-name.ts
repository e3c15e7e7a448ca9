/**
 * A token's name is who did it, in the journal for good. So it must not look like the engine, a change or no one, and
 * must hold nothing that a reader cannot see. Says what is wrong with it, or null.
 */
export function faultOfTokenName(name: string): string | null {
  if (name === '' || name.length > NAME_LENGTH_MAX) return `a name has 1 to ${NAME_LENGTH_MAX} characters`
  if (!name.isWellFormed() || UNSEEN.test(name) || name !== name.trim() || name !== name.normalize('NFC'))
    return 'a name is plain text on one line, without hidden characters and without spaces around it'
  if (TAKEN.test(name)) return 'that name belongs to Cutwater itself, to a change or to a token'
  return null
}

const NAME_LENGTH_MAX = 60
/**
 * Control, format (direction marks, zero width), private, unassigned, line and paragraph separators; spaces but the
 * common one.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u
const TAKEN = /^(cutwater|engine|system|anonymous|nobody|[a-z]{3}-\d{4}-\d+|[0-9a-f]{12})$/i
