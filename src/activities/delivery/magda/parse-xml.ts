/** Parser of XML documents, without DOCTYPE or entities. */
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { DocumentRefused } from '../refused.ts'
import { decodeXml } from './decode-xml.ts'

/** Element: its children by local name, its attributes as `@name`, its text as `#text`. A leaf is its text. */
export type Element = string | { [name: string]: Element | Element[] }

const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Nothing is expanded by the parser. Documents with definitions of entities are refused; the five of XML itself are resolved on reading.
  processEntities: false,
})

/** @returns the root element's local name and the element. @throws DocumentRefused, once, for whatever is wrong with it. */
export function parseXml(bytes: Uint8Array): { name: string; root: Element } {
  const xml = escapeLiterals(decodeXml(bytes).replace(/^\ufeff/, ''))
  if (/<!(DOCTYPE|ENTITY)/i.test(xml))
    throw new DocumentRefused('XML_ENTITIES', 'expected a document without DOCTYPE or entity definitions')
  const verdict = XMLValidator.validate(xml)
  if (verdict !== true)
    throw new DocumentRefused('XML_NOT_WELL_FORMED', `expected well-formed XML; found an error at line ${verdict.err.line}`)
  try {
    const parsed: Record<string, Element> = PARSER.parse(xml)
    const [name, root] = Object.entries(parsed).find(([key]) => !key.startsWith('#') && !key.startsWith('?')) ?? []
    if (name !== undefined && root !== undefined) return { name, root }
  } catch {
    // Nested deeper than the parser allows: the same verdict as below.
  }
  throw new DocumentRefused('XML_NOT_WELL_FORMED', 'expected well-formed XML with one root element')
}

/** CDATA sections, and what only looks like one because it stands in a comment or an instruction. */
const LITERAL = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>/g

/** CDATA sections as escaped text: what they hold is literal, also where it looks like a reference or a tag. */
function escapeLiterals(xml: string): string {
  if (!xml.includes('<![CDATA[')) return xml
  return xml.replace(LITERAL, (whole, literal?: string) =>
    literal === undefined ? whole : literal.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  )
}
