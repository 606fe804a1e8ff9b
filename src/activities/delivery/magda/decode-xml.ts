/** Decoding of the bytes of an XML document. */
import { DocumentRefused } from '../refused.ts'

const DECLARED = /^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/
const UTF8 = ['utf-8', 'utf8', 'us-ascii', 'ascii']
const LATIN1 = ['iso-8859-1', 'latin1', 'iso_8859-1']

/** Bytes of an XML document as text: UTF-8 (the default), US-ASCII or ISO-8859-1.
 *  @throws DocumentRefused when it is declared otherwise, or when the bytes are not what they are declared to be. */
export function decodeXml(bytes: Uint8Array): string {
  if (isUtf16(bytes)) throw new DocumentRefused('ENCODING_UNSUPPORTED', 'expected UTF-8 or ISO-8859-1, found UTF-16')
  const start = Buffer.from(bytes.subarray(0, 200))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
  const encoding = (DECLARED.exec(start)?.[1] ?? 'utf-8').toLowerCase()
  if (LATIN1.includes(encoding)) return Buffer.from(bytes).toString('latin1')
  if (!UTF8.includes(encoding)) throw new DocumentRefused('ENCODING_UNSUPPORTED', 'expected the encoding UTF-8 or ISO-8859-1')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new DocumentRefused('ENCODING_INVALID', 'expected UTF-8, found invalid bytes')
  }
}

function isUtf16([first, second]: Uint8Array): boolean {
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  return marked || first === 0 || second === 0
}
