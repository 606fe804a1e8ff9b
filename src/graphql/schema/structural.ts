/** Extensions of a field that carries no data of its own (connections, payloads, the viewer): every contract that reaches it keeps it. */
export const STRUCTURAL = { hub: { structural: true } } as const
