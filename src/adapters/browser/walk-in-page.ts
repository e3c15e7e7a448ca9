/**
 * Runs in the page, with nothing of ours beside it: each function here stands by itself. Only what it reads of an
 * element is described.
 */
type Element = {
  readonly tagName: string
  readonly id: string
  readonly type?: string
  readonly name?: string
  readonly form?: unknown
  readonly checked?: boolean
  readonly tabIndex: number
  readonly innerText?: string
  readonly value?: unknown
  readonly labels?: Iterable<Element> | null
  readonly shadowRoot: Root | null
  readonly parentElement: Element | null
  readonly nextElementSibling: Element | null
  readonly classList: Iterable<string>
  matches(selector: string): boolean
  closest(selector: string): unknown
  getAttribute(name: string): string | null
  getClientRects(): { readonly length: number }
  checkVisibility(how: object): boolean
}
type Root = { querySelectorAll(selector: string): Iterable<Element>; readonly activeElement: Element | null }
type Style = Readonly<Record<string, string>>
type Window = {
  readonly document: Root & { readonly body: Element; readonly documentElement: Element } & {
    getAnimations(): Iterable<{ finish(): void; cancel(): void }>
  }
  getComputedStyle(of: Element, pseudo?: string): Style
}

export type Walk = {
  /** What takes the focus, in the order of the document. */
  readonly names: readonly string[]
  readonly isCut: boolean
  readonly elements: readonly Element[]
  readonly met: Element[]
  last: Element | null
  /** How often Tab came to the window itself. */
  outside: number
  /** How it looks at the moment: all that may show the focus. */
  readonly lookOf: (of: Element) => readonly string[]
  readonly nameOf: (of: Element) => string
  readonly before: readonly (readonly string[])[]
}

export type Stop =
  | { readonly stop: 'over' | 'none' }
  | {
      readonly stop: 'new'
      /** Of those that were expected; null: it was not. */
      readonly index: number | null
      readonly key: string
      readonly name: string
      readonly isSeen: boolean
    }

export function beginWalk(most: number): Walk {
  const window = globalThis as unknown as Window
  const { document } = window
  const alphaOf = (colour: string): number => {
    const written =
      /\/\s*([\d.]+%?)\s*\)$/.exec(colour)?.[1] ?? /^rgba\((?:[^,]+,){3}\s*([\d.]+)/.exec(colour)?.[1]
    if (colour === 'transparent') return 0
    return written === undefined ? 1 : Number.parseFloat(written) / (written.endsWith('%') ? 100 : 1)
  }
  /** Of what is nearest behind it. */
  const groundOf = (of: Element): string => {
    for (let one = of.parentElement; one !== null; one = one.parentElement) {
      const { backgroundColor = '', backgroundImage = 'none' } = window.getComputedStyle(one)
      if (backgroundImage !== 'none') return 'a picture'
      if (alphaOf(backgroundColor) === 1) return backgroundColor
    }
    return 'rgb(255, 255, 255)'
  }
  const shadowsOf = (shadow: string, ground: string): string =>
    shadow
      .split(/,(?![^(]*\))/)
      .filter((one) => {
        const colour = /[a-z]+\([^)]*\)/.exec(one)?.[0] ?? ''
        const lengths = one.replace(colour, '').match(/-?[\d.]+px/g) ?? []
        return (
          alphaOf(colour) > 0 &&
          colour !== ground &&
          lengths.some((length) => Number.parseFloat(length) !== 0)
        )
      })
      .join()
  const looksOf = (style: Style, ground: string): string => {
    const { outlineStyle, outlineWidth = '0', outlineColor = '', outlineOffset, boxShadow = '' } = style
    const isOutlined =
      outlineStyle !== 'none' &&
      Number.parseFloat(outlineWidth) > 0 &&
      alphaOf(outlineColor) > 0 &&
      outlineColor !== ground
    const borders = ['Top', 'Right', 'Bottom', 'Left'].map((side) => {
      const [kind, width = '0', colour = ''] = ['Style', 'Width', 'Color'].map(
        (what) => style[`border${side}${what}`],
      )
      return kind === 'none' || Number.parseFloat(width) === 0 || alphaOf(colour) === 0
        ? ''
        : [kind, width, colour]
    })
    const { backgroundColor = '', backgroundImage = 'none' } = style
    return JSON.stringify([
      isOutlined ? [outlineStyle, outlineWidth, outlineColor, outlineOffset] : '',
      shadowsOf(boxShadow, ground),
      borders,
      alphaOf(backgroundColor) === 0 ? '' : backgroundColor,
      backgroundImage,
    ])
  }
  const lookOf = (of: Element): readonly string[] => {
    for (const animation of document.getAnimations())
      try {
        animation.finish()
      } catch {
        animation.cancel()
      }
    // A box that is drawn by what stands beside it shows the focus there.
    const beside = [of.parentElement, of.nextElementSibling, ...(of.labels ?? [])]
    const ground = groundOf(of)
    return [
      looksOf(window.getComputedStyle(of), ground),
      ...['::before', '::after'].map((pseudo) => {
        const style = window.getComputedStyle(of, pseudo)
        return style.content === 'none' ? '' : looksOf(style, ground)
      }),
      ...beside.flatMap((one) =>
        one === null || one === document.body || one === document.documentElement
          ? []
          : [looksOf(window.getComputedStyle(one), groundOf(one))],
      ),
    ]
  }
  const nameOf = (of: Element): string => {
    const [first] = of.classList
    const place = of.id !== '' ? `#${of.id}` : first === undefined ? '' : `.${first}`
    const said = of.getAttribute('aria-label') ?? of.innerText ?? ''
    const words = (said.trim() || of.getAttribute('name') || '').replace(/\s+/g, ' ').slice(0, 40)
    return `${of.tagName.toLowerCase()}${place}${words === '' ? '' : ` "${words}"`}`
  }
  const takesFocus = (of: Element): boolean =>
    of.tabIndex >= 0 &&
    !of.matches(':disabled') &&
    of.closest('[inert]') === null &&
    of.getClientRects().length > 0 &&
    of.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
  const found: Element[] = []
  const search = (root: Root): void => {
    for (const one of root.querySelectorAll('*')) {
      if (takesFocus(one)) found.push(one)
      if (one.shadowRoot !== null) search(one.shadowRoot)
    }
  }
  search(document)
  // Of radio buttons that belong together Tab reaches one, and arrows the others.
  const isRadio = (one: Element) => one.tagName === 'INPUT' && one.type === 'radio' && (one.name ?? '') !== ''
  const elements = found.filter((one, i) => {
    if (!isRadio(one)) return true
    const group = found.filter(
      (other) => isRadio(other) && other.name === one.name && other.form === one.form,
    )
    const checked = group.find((other) => other.checked === true)
    return checked === undefined ? found.indexOf(group[0] as Element) === i : checked === one
  })
  const kept = elements.slice(0, most)
  const active = document.activeElement as (Element & { blur?: () => void }) | null
  active?.blur?.()
  return {
    elements: kept,
    names: kept.map(nameOf),
    isCut: elements.length > most,
    met: [],
    last: null,
    outside: 0,
    lookOf,
    nameOf,
    before: kept.map(lookOf),
  }
}

/** After each Tab. */
export function nextStop(walk: Walk): Stop {
  const { document } = globalThis as unknown as Window
  let at = document.activeElement
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
  if (at === null || at === document.body || at === document.documentElement) {
    walk.last = null
    walk.outside += 1
    // Once round, from wherever it began.
    return { stop: walk.outside > 2 ? 'over' : 'none' }
  }
  // Within a frame Tab goes from stop to stop, and here it is the frame all the while.
  if (at === walk.last) return { stop: 'none' }
  walk.last = at
  if (walk.met.includes(at)) return { stop: 'over' }
  walk.met.push(at)
  const index = walk.elements.indexOf(at)
  const before = walk.before[index]
  const now = walk.lookOf(at)
  // What shows itself for the focus alone, and a frame, have nothing to be compared with.
  const isSeen = at.tagName === 'IFRAME' || before === undefined || now.some((look, i) => look !== before[i])
  return {
    stop: 'new',
    index: index < 0 ? null : index,
    key: String(walk.met.length),
    name: walk.nameOf(at),
    isSeen,
  }
}

/** Leaves the page as it was before the first Tab: what shows itself for the focus is gone again. */
export function endWalk({ names, isCut }: Walk): Pick<Walk, 'names' | 'isCut'> {
  const { document, scrollTo } = globalThis as unknown as Window & { scrollTo(x: number, y: number): void }
  const active = document.activeElement as (Element & { blur?: () => void }) | null
  active?.blur?.()
  scrollTo(0, 0)
  return { names, isCut }
}
