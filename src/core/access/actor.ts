/** Who asked. A person's name comes from the token, never from a request body. */
export type Actor =
  | { readonly kind: 'person'; readonly name: string }
  | { readonly kind: 'engine' }
  | { readonly kind: 'change'; readonly id: string }

export const ENGINE: Actor = { kind: 'engine' }

export function nameOf(actor: Actor): string {
  switch (actor.kind) {
    case 'person':
      return actor.name
    case 'engine':
      return 'cutwater'
    case 'change':
      return actor.id
  }
}
