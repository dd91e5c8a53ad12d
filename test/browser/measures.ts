// What the browser tests measure in a page: source text of JavaScript that Chromium runs there, because this program is
// typed without the browser's globals.

/** A text or sign that has too little contrast against what is behind it. */
export interface Faint {
  readonly what: string
  readonly ratio: number
}

/**
 * Gives every `Faint` one: text under 4.5 to 1 (WCAG 2.2, 1.4.3; large text counts as small here) and signs under 3 to 1
 * (1.4.11). Half-transparent layers are blended; there are no pictures behind text.
 */
export const FAINT = `(() => {
  const parse = (color) => {
    const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number)
    return { r, g, b, a }
  }
  const over = (top, below) => {
    const mix = (x, y) => x * top.a + y * (1 - top.a)
    return { r: mix(top.r, below.r), g: mix(top.g, below.g), b: mix(top.b, below.b), a: 1 }
  }
  const behind = (element) => {
    if (element === null) return { r: 255, g: 255, b: 255, a: 1 }
    const own = parse(getComputedStyle(element).backgroundColor)
    return own.a === 1 ? own : over(own, behind(element.parentElement))
  }
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const ratio = (color, element) => {
    const ground = behind(element)
    const [hi, lo] = [luminance(over(parse(color), ground)), luminance(ground)].sort((a, b) => b - a)
    return (hi + 0.05) / (lo + 0.05)
  }
  const found = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const element = node.parentElement
    if (node.data.trim() === '' || !element.checkVisibility() || element.closest('svg')) continue
    const value = ratio(getComputedStyle(element).color, element)
    if (value < 4.5) found.push({ what: node.data.trim().slice(0, 60), ratio: value })
  }
  for (const sign of document.querySelectorAll('svg.sign')) {
    const value = ratio(getComputedStyle(sign).fill, sign.parentElement)
    if (value < 3) found.push({ what: 'sign in ' + sign.parentElement.textContent.slice(0, 60), ratio: value })
  }
  return found
})()`

/** Gives what sticks out of the window to the right, and by how many pixels; nothing where the page does not scroll. */
export const WIDER = `(() => {
  const root = document.documentElement
  const over = root.scrollWidth - root.clientWidth
  if (over <= 0) return []
  const wide = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 0.5)
  return ['page by ' + over, ...wide.slice(0, 5).map((e) => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 40))]
})()`

/** Opens everything that can be opened. */
export const UNFOLD = `document.querySelectorAll('details').forEach((details) => { details.open = true })`

/** The page as Chromium's parser understood it, without the doctype. */
export const UNDERSTOOD = 'document.documentElement.outerHTML'

/** The text that a user has selected. */
export const SELECTED = 'String(getSelection())'

/** Words of the element that has the focus. */
export const FOCUSED = 'document.activeElement.textContent'
