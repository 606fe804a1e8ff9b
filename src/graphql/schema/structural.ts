import { hubExtension } from '../../query/declare.ts'

/** Extensions of a field that carries no data of its own (connections, payloads, the viewer): every contract that reaches it keeps it. */
export const STRUCTURAL = hubExtension({ structural: true })
