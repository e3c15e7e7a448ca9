/** Runs in the page, with nothing of ours beside it: each function here stands by itself. */

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
/** Null: it is not in the window, or something covers it. */
export type TextSeen = { readonly box: Box; readonly colour: string; readonly isLarge: boolean } | null

type Style = {
  setProperty(name: string, value: string, how: string): void
  removeProperty(name: string): void
}
type Text = { readonly nodeType: number; readonly textContent: string | null }
type Element = {
  readonly style: Style
  readonly childNodes: Iterable<Text>
  contains(other: unknown): boolean
}
type Range = { setStartBefore(node: unknown): void; setEndAfter(node: unknown): void } & {
  getBoundingClientRect(): Box
}

/** Their own letters are hidden, and what they stood on is left. */
export function withoutLetters(found: unknown): readonly TextSeen[] {
  const { document, getComputedStyle, innerWidth, innerHeight } = globalThis as unknown as {
    document: { createRange(): Range; elementFromPoint(x: number, y: number): Element | null }
    getComputedStyle(of: unknown): { color: string; fontSize: string; fontWeight: string }
    innerWidth: number
    innerHeight: number
  }
  const boxOf = (element: Element): Box | null => {
    // What stands beside its own letters, such as a mark, is not their ground.
    const own = [...element.childNodes].filter(
      ({ nodeType, textContent }) => nodeType === 3 && textContent?.trim() !== '',
    )
    if (own.length === 0) return null
    const range = document.createRange()
    range.setStartBefore(own[0])
    range.setEndAfter(own.at(-1))
    const { x, y, width, height } = range.getBoundingClientRect()
    const [left, top] = [Math.floor(x), Math.floor(y)]
    const box = { x: left, y: top, width: Math.ceil(x + width) - left, height: Math.ceil(y + height) - top }
    const isInside =
      left >= 0 && top >= 0 && left + box.width <= innerWidth && top + box.height <= innerHeight
    if (!isInside || box.width < 1 || box.height < 1) return null
    const above = document.elementFromPoint(left + box.width / 2, top + box.height / 2)
    return above !== null && (element.contains(above) || above.contains(element)) ? box : null
  }
  const elements = found as readonly Element[]
  const seen = elements.map((element) => {
    const box = boxOf(element)
    if (box === null) return null
    const { color, fontSize, fontWeight } = getComputedStyle(element)
    const size = Number.parseFloat(fontSize)
    return { box, colour: color, isLarge: size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700) }
  })
  for (const { style } of elements)
    for (const name of ['-webkit-text-fill-color', 'text-decoration-color'])
      style.setProperty(name, 'transparent', 'important')
  return seen
}

export function withLetters(found: unknown): void {
  for (const { style } of found as readonly Element[])
    for (const name of ['-webkit-text-fill-color', 'text-decoration-color']) style.removeProperty(name)
}

/** The page reads pictures and colours anyway. Of each: what all but the worst hundredth of its pixels reach. */
export async function ratiosIn({
  png,
  seen,
}: {
  png: string
  seen: readonly TextSeen[]
}): Promise<readonly (number | null)[]> {
  type Context = {
    fillStyle: string
    clearRect(x: number, y: number, width: number, height: number): void
    fillRect(x: number, y: number, width: number, height: number): void
    drawImage(image: unknown, x: number, y: number): void
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray }
  }
  const { createImageBitmap, OffscreenCanvas } = globalThis as unknown as {
    createImageBitmap(blob: Blob): Promise<{ width: number; height: number }>
    OffscreenCanvas: new (width: number, height: number) => { getContext(kind: '2d', how?: object): Context }
  }
  const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))
  const image = await createImageBitmap(new Blob([bytes]))
  const all = new OffscreenCanvas(image.width, image.height).getContext('2d', { willReadFrequently: true })
  all.drawImage(image, 0, 0)
  const one = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const linear = (value: number) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4
  const luminance = (r: number, g: number, b: number) =>
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
  return seen.map((text) => {
    if (text === null) return null
    const { x, y, width, height } = text.box
    one.clearRect(0, 0, 1, 1)
    one.fillStyle = text.colour
    one.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0, alpha = 255] = one.getImageData(0, 0, 1, 1).data
    const over = (letter: number, ground: number) => (letter * alpha + ground * (255 - alpha)) / 255
    const { data } = all.getImageData(x, y, width, height)
    const ratios: number[] = []
    for (let i = 0; i < data.length; i += 4) {
      const [r = 0, g = 0, b = 0] = [data[i], data[i + 1], data[i + 2]]
      const [letter, ground] = [luminance(over(red, r), over(green, g), over(blue, b)), luminance(r, g, b)]
      ratios.push((Math.max(letter, ground) + 0.05) / (Math.min(letter, ground) + 0.05))
    }
    ratios.sort((a, b) => a - b)
    return ratios[Math.floor(ratios.length / 100)] ?? null
  })
}
