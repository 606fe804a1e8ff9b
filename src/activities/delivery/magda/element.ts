/** Reading an element by path, where any part can be absent, empty or repeated. */
import type { Element } from './parse-xml.ts'

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** All elements at a path of local names, for example `Trajecten/Traject`. */
export function elementsAt(element: Element | undefined, path: string): Element[] {
  return path
    .split('/')
    .reduce<Element[]>((found, name) => found.flatMap((one) => children(one, name)), element === undefined ? [] : [element])
}

/** Text of the first element at a path that has one. @returns undefined when it is absent or empty. */
export function textAt(element: Element | undefined, path: string): string | undefined {
  for (const found of elementsAt(element, path)) {
    const text = ownText(found)
    if (text !== '') return text
  }
  return undefined
}

/** Texts at a path, without empty ones. */
export function textsAt(element: Element | undefined, path: string): string[] {
  return elementsAt(element, path)
    .map(ownText)
    .filter((text) => text !== '')
}

/** Value of an attribute of the element itself. */
export function attributeOf(element: Element | undefined, name: string): string | undefined {
  const value = typeof element === 'object' ? element[`@${name}`] : undefined
  return typeof value === 'string' && value !== '' ? resolveReferences(value) : undefined
}

function children(element: Element, name: string): Element[] {
  const found = typeof element === 'object' && Object.hasOwn(element, name) ? element[name] : undefined
  if (found === undefined) return []
  return Array.isArray(found) ? found : [found]
}

function ownText(element: Element): string {
  const text = typeof element === 'string' ? element : element['#text']
  return typeof text === 'string' ? resolveReferences(text).trim() : ''
}

/** Character references and the five entities of XML itself; anything else stays as written, for it was never defined. */
function resolveReferences(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return NAMED[name] ?? whole
    const point = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal)
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}
