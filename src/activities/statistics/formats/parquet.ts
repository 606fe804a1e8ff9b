/** Release as a Parquet file. */
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { FiguresAnswer } from '../release/store.ts'
import { columnsOf, rowsOf } from './columns.ts'
import { describeRelease } from './json.ts'

/** Parquet file; the release and its dictionary are JSON in the file's own metadata, under `doorstroom`. */
export function renderParquet(found: FiguresAnswer): Buffer {
  const rows = rowsOf(found)
  const columnData = columnsOf(found.release).map((name) => {
    const data = rows.map((row) => row[name] ?? null)
    return name === 'value' ? { name, data, type: 'INT32' as const } : { name, data, type: 'STRING' as const, nullable: false }
  })
  const kvMetadata = [{ key: 'doorstroom', value: JSON.stringify(describeRelease(found.release)) }]
  return Buffer.from(parquetWriteBuffer({ columnData, kvMetadata, createdBy: 'doorstroom' }))
}
