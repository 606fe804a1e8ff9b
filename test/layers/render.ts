/** The table of imports in docs/architecture.md, between two markers. */
import { roomsOf } from './check-imports.ts'
import { MAY_IMPORT } from './table.ts'

const BEGIN = '<!-- rendered from test/layers/table.ts by npm run generate -->'
const END = '<!-- end of the rendered part -->'

/** @throws when the document has lost its markers. */
export function renderImports(document: string): string {
  const [before, rest] = document.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`docs/architecture.md needs the line "${BEGIN}" and below it "${END}"`)
  return `${before}${BEGIN}\n${renderTable()}\n${END}${after}`
}

const code = (name: string) => `\`${name}\``

function renderTable(): string {
  const rows = Object.entries(MAY_IMPORT).map(([from, row]) => `| ${code(from)} | ${row.map(code).join(', ') || 'nothing'} |`)
  const rooms = roomsOf(MAY_IMPORT)
  return [
    `From the ground up: ${rooms.map(code).join(', ')}; then \`main.ts\` and \`cli.ts\`. A folder imports itself and what its row names; a row names only rows above it.`,
    '',
    '| Folder | May import |',
    '|---|---|',
    ...rows,
  ].join('\n')
}
